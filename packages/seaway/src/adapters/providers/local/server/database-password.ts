import { randomBytes } from "node:crypto";
import type { SecretSource, SecretValue } from "../../../../engine/ports/secret-source.ts";
import { failure } from "../../../../model/errors/failure.ts";
import type { LocalWorld } from "../local-world.ts";

/** The password of this name, made when there is none; asked again it is the same one. */
export async function ensurePassword({ secrets, user }: LocalWorld, environment: string, name: string): Promise<SecretValue> {
  const kept = await secrets.read(environment, name);
  if (kept !== undefined) return kept;
  const value = randomBytes(24).toString("base64url"); // 192 bits, and equal to its own URL encoding
  return { ...(await secrets.set(environment, name, value, { user, generated: true })), value };
}

/** @throws SEA-3109 when it is gone although its database is there. */
export async function readPassword(secrets: SecretSource, environment: string, name: string, version?: number): Promise<SecretValue> {
  const kept = await secrets.read(environment, name, version);
  if (kept === undefined) throw failure("SEA-3109", { secret: name });
  return kept;
}
