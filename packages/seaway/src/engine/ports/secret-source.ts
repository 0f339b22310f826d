/**
 * Values of secrets, for the one step that declared them. Reading and writing go through the store's sealed rows; a store without
 * its key refuses (SEA-7102).
 */
export interface SecretSource {
  /** The newest version, or the given one. @returns undefined when there is none. */
  read(environment: string, name: string, version?: number): Promise<SecretValue | undefined>;
  /** Seals a value as the next version. Same value as the newest version: nothing is written and that version is returned. */
  set(environment: string, name: string, value: string, by: { readonly user: string; readonly generated: boolean }): Promise<SecretVersion>;
  /** Names and newest versions, sorted by name; never a value. */
  list(environment: string): Promise<readonly SecretVersion[]>;
  remove(environment: string, name: string): Promise<void>;
  /** HMAC under the store's key, hex: how a secret is compared, in plans, cache keys and object names. */
  mac(value: string): Promise<string>;
  /** Seals any text that has to lie on the disk (the environment of an instance that must be startable again). */
  seal(text: string): Promise<string>;
}

export interface SecretVersion {
  readonly name: string;
  readonly version: number;
  readonly mac: string;
  readonly generated: boolean;
  readonly setAtMs: number;
  readonly setBy: string;
}

export interface SecretValue extends SecretVersion {
  readonly value: string;
}
