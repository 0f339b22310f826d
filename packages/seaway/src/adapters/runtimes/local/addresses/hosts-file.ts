import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type { EnvironmentRecord } from "../snapshot/snapshot.ts";

/**
 * The private hosts file of an environment, bound over /etc/hosts in each of its instances. It must hold the machine's own name:
 * without it `python app.py` stalled 10 s at start, because `getfqdn` waits for DNS.
 */
export function hostsText(environment: EnvironmentRecord, machine: string): string {
  const names = Object.entries(environment.names)
    .toSorted(([, a], [, b]) => a - b)
    .map(([name, last]) => `127.77.${environment.number}.${last} ${name}`);
  return ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback", `127.0.1.1 ${machine}`, ...names, ""].join("\n");
}

/** Written in place, not renamed: running instances have this very file mounted, and see a new name at once. */
export async function writeHostsFile(path: string, environment: EnvironmentRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644);
  try {
    const text = Buffer.from(hostsText(environment, hostname()));
    await file.write(text, 0, text.length, 0);
    await file.truncate(text.length);
    // Every user of the environment reads it, whatever mask this process has.
    await file.chmod(0o644);
  } finally {
    await file.close();
  }
}
