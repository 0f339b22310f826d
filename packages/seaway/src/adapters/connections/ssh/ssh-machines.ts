import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { MachineFacts, Machines } from "../../../engine/ports/machines.ts";
import type { MachineDefinition } from "../../../model/definition.ts";
import { LOOK, parseFacts } from "./look-program.ts";
import { sshFailure } from "./ssh-failure.ts";
import { sshEnvironment, sshWords, type SshPlace } from "./ssh-words.ts";

/** ssh's own code for what went wrong before a command ran there. */
const NO_CONNECTION = 255;
const LIMIT_MS = 30_000;

/** Machines reached by the system's ssh: the user's configuration, agent, jump hosts and hardware keys work because it is his own client. */
export const sshMachines = (place: SshPlace): Machines => ({
  look: (machine) => look(machine, place),
  shell: (machine, words) => ({
    argv: [
      ...sshWords(machine, place, words.length > 0 && hasTerminal() ? "command in a terminal" : "shell"),
      ...(words.length === 0 ? [] : [words.map(quoted).join(" ")]),
    ],
    cwd: ".",
    env: sshEnvironment(),
  }),
});

const hasTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** ssh hands its words to the machine's shell as one line: each must still be one there. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

async function look(machine: MachineDefinition, place: SshPlace): Promise<MachineFacts> {
  const [program, ...words] = [...sshWords(machine, place, "batch"), "sh", "-s"];
  const sentMs = Date.now();
  const child = spawn(program, words, { env: { ...sshEnvironment(), LC_ALL: "C" }, timeout: LIMIT_MS, killSignal: "SIGKILL" });
  child.stdin.on("error", () => {}); // refused before it read anything: what ssh says is on standard error
  child.stdin.end(LOOK);
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [code, answer, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code === 0) return parseFacts(answer, { sentMs, cameMs: Date.now() });
  throw await sshFailure(machine, code === NO_CONNECTION ? said : said || `no answer within ${LIMIT_MS / 1_000} s`);
}
