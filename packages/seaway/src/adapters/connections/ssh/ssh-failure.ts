import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { MachineDefinition } from "../../../model/definition.ts";
import { failure, type SeawayError } from "../../../model/errors/failure.ts";

const run = promisify(execFile);

/** ssh's own words, in English because we asked for them so, as one of ours. */
export async function sshFailure(machine: MachineDefinition, said: string): Promise<SeawayError> {
  const { name, host } = machine;
  const at = { machine: name, host };
  const log = said
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^@+/.test(line))
    .slice(-8);
  if (/HOST IDENTIFICATION HAS CHANGED/.test(said)) {
    const offered = /SHA256:[A-Za-z0-9+/]+/.exec(said)?.[0] ?? "unknown";
    return failure("SEA-3203", { ...at, offered, known: await knownFingerprint(machine) }, { log });
  }
  if (/Host key verification failed|No \S+ host key is known/.test(said))
    return failure("SEA-3202", { ...at, ...(await offeredKey(machine)) }, { log });
  if (/Permission denied/.test(said)) return failure("SEA-3204", at, { log });
  const last = log.at(-1)?.replace(/^ssh: /, "") ?? "ssh said nothing";
  return failure("SEA-3201", { ...at, what: last }, { log: log.slice(0, -1) });
}

/** The fingerprint of the pinned key, or of the one in the user's known_hosts. */
async function knownFingerprint({ host, port, hostKey }: MachineDefinition): Promise<string> {
  if (hostKey !== undefined) return fingerprintOf(hostKey);
  const place = port === undefined || port === 22 ? host : `[${host}]:${port}`;
  const { stdout } = await run("ssh-keygen", ["-l", "-F", place]).catch(() => ({ stdout: "" }));
  return /SHA256:[A-Za-z0-9+/]+/.exec(stdout)?.[0] ?? "another one";
}

/** What the machine shows to anybody who asks; to be compared with what its owner says, and never believed by itself. */
async function offeredKey({ host, port }: MachineDefinition): Promise<{ offered?: string; key?: string }> {
  const words = ["-T", "5", "-t", "ed25519", ...(port === undefined ? [] : ["-p", String(port)]), "--", host];
  const { stdout } = await run("ssh-keyscan", words).catch(() => ({ stdout: "" }));
  const key = stdout
    .split("\n")
    .find((line) => line !== "" && !line.startsWith("#"))
    ?.split(" ")
    .slice(1)
    .join(" ");
  return key === undefined ? {} : { key, offered: await fingerprintOf(key) };
}

async function fingerprintOf(key: string): Promise<string> {
  const asking = run("ssh-keygen", ["-l", "-f", "-"]);
  asking.child.stdin?.end(`${key}\n`);
  const { stdout } = await asking.catch(() => ({ stdout: "" }));
  return /SHA256:[A-Za-z0-9+/]+/.exec(stdout)?.[0] ?? "unknown";
}
