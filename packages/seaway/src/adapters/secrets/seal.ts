import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { failure } from "../../model/errors/failure.ts";
import { readKey, type Key } from "./key.ts";

const VERSION = "v1:";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed value is bound to: it does not open under another name. */
export type Binding = readonly string[];

/** AES-256-GCM as `v1:` and the base64 of nonce, ciphertext and tag. */
export function seal(key: Key, binding: Binding, value: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.sealing, nonce).setAAD(additionalData(binding));
  const sealed = Buffer.concat([nonce, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return VERSION + sealed.toString("base64");
}

/**
 * @param what the value in words, for the error: `MAIL_TOKEN of production`.
 * @throws SEA-7103 when the key is another one, or the value was changed or belongs to another name.
 */
export function unseal(key: Key, binding: Binding, sealed: string, what: string): string {
  try {
    if (!sealed.startsWith(VERSION)) throw new Error("a format of sealing that this version does not know");
    const bytes = Buffer.from(sealed.slice(VERSION.length), "base64");
    const decipher = createDecipheriv("aes-256-gcm", key.sealing, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(binding)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw failure("SEA-7103", { path: key.path, what }, { cause });
  }
}

/** HMAC-SHA-256, hex: equal values have equal ones, and short values can't be guessed from it without the key. */
export const mac = (key: Key, value: string): string => createHmac("sha256", key.comparing).update(value).digest("hex");

/** For a process that has the key's path and no store: the local runtime's. @throws SEA-7102 when the key is not there. */
export const sealText = async (keyPath: string, text: string): Promise<string> => seal(await keyAt(keyPath), TEXT, text);

/** Opens what `sealText`, or `SecretSource.seal`, made. @throws SEA-7102, SEA-7103 */
export const unsealText = async (keyPath: string, sealed: string): Promise<string> =>
  unseal(await keyAt(keyPath), TEXT, sealed, "a sealed text");

/** Binding of texts that are no secret of the store. */
export const TEXT: Binding = ["text"];

async function keyAt(path: string): Promise<Key> {
  const key = await readKey(path);
  if (key === undefined) throw failure("SEA-7102", { path });
  return key;
}

// JSON, because joining names by any character would let ("a", "b c") open as ("a b", "c").
const additionalData = (binding: Binding): Buffer => Buffer.from(JSON.stringify(binding));
