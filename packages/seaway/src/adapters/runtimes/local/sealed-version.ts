import type { ServiceVersion } from "../../../engine/ports/runtime.ts";
import { unsealText } from "../../secrets/seal.ts";
import type { SealedVersion } from "./snapshot/snapshot.ts";

interface Sealed {
  readonly settings: ServiceVersion["settings"];
  readonly secrets: ServiceVersion["secrets"];
}

/** Settings may hold passwords, so they cross the socket and lie on the disk under the project's key. */
export async function sealVersion(
  version: ServiceVersion,
  seal: (text: string) => Promise<string>,
  keyFile: string,
): Promise<SealedVersion> {
  const { settings, secrets, ...open } = version;
  return { ...open, sealed: await seal(JSON.stringify({ settings, secrets } satisfies Sealed)), keyFile };
}

/** @throws SEA-7102 when the key is gone, SEA-7103 when it is another one */
export async function openVersion({ sealed, keyFile, ...version }: SealedVersion): Promise<ServiceVersion> {
  return { ...version, ...(JSON.parse(await unsealText(keyFile, sealed)) as Sealed) };
}
