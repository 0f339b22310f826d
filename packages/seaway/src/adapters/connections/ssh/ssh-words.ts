import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { MachineDefinition } from "../../../model/definition.ts";

/** Where a project's pinned host keys are handed to ssh. */
export interface SshPlace {
  /** Below the project's state, mode 0700. */
  readonly keys: string;
}

/**
 * The system's own ssh with what a machine's description says; all else is the user's own configuration. A host key is never accepted by
 * itself: it is the pinned one, or one that the user's known_hosts has.
 * @source rules-provisioning 10
 */
export function sshWords(
  machine: MachineDefinition,
  place: SshPlace,
  mode: "batch" | "shell" | "command in a terminal",
): readonly string[] {
  const { host, user, port, key } = machine;
  return [
    "ssh",
    ...option("StrictHostKeyChecking=yes"),
    ...option("UpdateHostKeys=no"),
    ...option(`ConnectTimeout=${mode === "batch" ? 5 : 10}`),
    ...option("ServerAliveInterval=15"),
    ...option("ServerAliveCountMax=3"),
    // A connection that somebody keeps open was checked against what he knew then, not against this description.
    ...option("ControlPath=none"),
    ...(mode === "batch" ? ["-T", ...option("BatchMode=yes")] : []),
    // Of itself ssh gives a terminal to a shell alone.
    ...(mode === "command in a terminal" ? ["-t"] : []),
    ...pinned(machine, place),
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(key === undefined ? [] : ["-i", key.replace(/^~(?=\/)/, homedir()), ...option("IdentitiesOnly=yes")]),
    "--",
    host,
  ];
}

const option = (text: string): readonly string[] => ["-o", text];

/** By an alias, so that the same key is meant wherever the machine answers today. */
function pinned(machine: MachineDefinition, { keys }: SshPlace): readonly string[] {
  if (machine.hostKey === undefined) return [];
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, `${machine.name}.known_hosts`);
  writeFileSync(file, `${aliasOf(machine)} ${machine.hostKey}\n`, { mode: 0o600 });
  return [
    ...option(`UserKnownHostsFile=${file}`),
    ...option("GlobalKnownHostsFile=/dev/null"),
    ...option(`HostKeyAlias=${aliasOf(machine)}`),
  ];
}

const aliasOf = ({ name }: MachineDefinition): string => `seaway-${name}`;

/** What ssh asks of its surroundings: agent, home, terminal, and nothing of Seaway's. */
export function sshEnvironment(): Readonly<Record<string, string>> {
  const names = [
    "HOME",
    "PATH",
    "USER",
    "LOGNAME",
    "TERM",
    "LANG",
    "SSH_AUTH_SOCK",
    "SSH_ASKPASS",
    "SSH_ASKPASS_REQUIRE",
    "DISPLAY",
    "KRB5CCNAME",
  ];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
