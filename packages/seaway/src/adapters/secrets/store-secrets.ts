import { failure } from "../../model/errors/failure.ts";
import type { Clock } from "../../engine/ports/clock.ts";
import type { SecretSource, SecretVersion } from "../../engine/ports/secret-source.ts";
import type { SealedSecret, Store } from "../../engine/ports/store.ts";
import { createKey, readKey, type Key } from "./key.ts";
import { mac, seal, TEXT, unseal } from "./seal.ts";

export interface StoreSecretsOptions {
  readonly store: Store;
  /** `keyFile(projectId)`. Made on first need, and only for a store that holds no secret. */
  readonly keyPath: string;
  readonly clock: Pick<Clock, "now">;
}

/** Secrets in the project's store, sealed with the project's key. The store never sees a value, the key never sees the store's file. */
export function storeSecrets({ store, keyPath, clock }: StoreSecretsOptions): SecretSource {
  let loading: Promise<Key> | undefined;

  /** A failure is not remembered: the key may be put back while the process lives. */
  const key = (): Promise<Key> =>
    (loading ??= loadKey(store, keyPath).catch((cause: unknown) => {
      loading = undefined;
      throw cause;
    }));

  return {
    async read(environment, name, version) {
      const versions = (await store.secrets(environment)).filter((secret) => secret.name === name);
      const sealed = version === undefined ? versions[0] : versions.find((secret) => secret.version === version);
      if (sealed === undefined) return undefined;
      const value = unseal(await key(), bindingOf(sealed), sealed.sealed, `${name} v${sealed.version} of ${environment}`);
      return { ...toVersion(sealed), value };
    },
    async set(environment, name, value, { user, generated }) {
      const current = await key();
      const newest = (await store.secrets(environment)).find((secret) => secret.name === name);
      const sameAs = mac(current, value);
      if (newest?.mac === sameAs) return toVersion(newest);
      const secret: SealedSecret = {
        environment,
        name,
        version: await store.allocate(`secret ${JSON.stringify([environment, name])}`),
        sealed: seal(current, bindingOf({ environment, name }), value),
        mac: sameAs,
        setAtMs: clock.now(),
        setBy: user,
        generated,
      };
      await store.write({ secret, keyFingerprint: current.fingerprint });
      return toVersion(secret);
    },
    async list(environment) {
      const newest = new Map<string, SealedSecret>();
      for (const secret of await store.secrets(environment)) if (!newest.has(secret.name)) newest.set(secret.name, secret);
      return [...newest.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(toVersion);
    },
    remove: (environment, name) => store.write({ removeSecret: { environment, name } }),
    mac: async (value) => mac(await key(), value),
    seal: async (text) => seal(await key(), TEXT, text),
  };
}

/** Makes one only where nothing is sealed yet. @throws SEA-7102 when the store has a key and it is not there, SEA-7103 when another one is there. */
async function loadKey(store: Store, path: string): Promise<Key> {
  const [recorded, found] = await Promise.all([store.keyFingerprint(), readKey(path)]);
  if (recorded === undefined) return found ?? createKey(path);
  if (found === undefined) throw failure("SEA-7102", { path });
  if (found.fingerprint !== recorded) throw failure("SEA-7103", { path, what: "the secrets of this store" });
  return found;
}

const bindingOf = ({ environment, name }: { readonly environment: string; readonly name: string }): readonly string[] => [
  "secret",
  environment,
  name,
];

const toVersion = ({ name, version, mac, generated, setAtMs, setBy }: SealedSecret): SecretVersion => ({
  name,
  version,
  mac,
  generated,
  setAtMs,
  setBy,
});
