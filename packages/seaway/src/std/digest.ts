import { stableJson } from "./stable-json.ts";

/** SHA-256 of a text or of bytes, as 64 hex digits. Uses the web's crypto, so that the engine needs no `node:` module. */
export async function digest(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const hashed = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hashed, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Digest of any JSON value; equal values have equal digests, whatever the order of their keys. */
export const digestOf = (value: unknown): Promise<string> => digest(stableJson(value));
