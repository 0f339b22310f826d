import type { ResolvedReference } from "../../../../engine/ports/provider.ts";
import type { SecretSource } from "../../../../engine/ports/secret-source.ts";
import { readPassword } from "./database-password.ts";

/** What a database yields to others. The password is here by name and version only. */
export type PostgresOutputs = {
  readonly user: string;
  /** Name of the database inside its server. */
  readonly name: string;
  readonly socketFolder: string;
  /** Address and port of its TCP pipe; absent unless something refers to them. */
  readonly host?: string;
  readonly port?: number;
  readonly passwordSecret: { readonly name: string; readonly version: number };
};

/**
 * The value of `users.uri|host|port|user|password|name`, for the one service that refers to it.
 * @returns undefined when a database has no such property.
 * @throws SEA-3109 when the password is gone.
 */
export async function resolveDatabaseReference(
  secrets: SecretSource,
  environment: string,
  outputs: PostgresOutputs,
  property: string,
): Promise<ResolvedReference | undefined> {
  if (property === "user") return open(outputs.user);
  if (property === "name") return open(outputs.name);
  if (property === "host") return open(outputs.host ?? outputs.socketFolder); // libpq takes a folder for a host
  if (property === "port") return open(String(outputs.port ?? 5432));
  if (property !== "password" && property !== "uri") return undefined;
  const { value: password } = await readPassword(secrets, environment, outputs.passwordSecret.name, outputs.passwordSecret.version);
  if (property === "password") return { value: password, secrets: [password] };
  const encoded = encodeURIComponent(password);
  const value = `postgresql://${encodeURIComponent(outputs.user)}:${encoded}@/${encodeURIComponent(outputs.name)}?host=${outputs.socketFolder}`;
  return { value, secrets: [...new Set([password, encoded])] };
}

const open = (value: string): ResolvedReference => ({ value, secrets: [] });
