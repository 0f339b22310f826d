import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command, CommandResult, Connection } from "../engine/ports/connection.ts";
import type { Suite } from "./conformance.ts";

/** A connection as a test sees it: here, from other processes that may be killed, and with what is left on the machine. */
export interface ConnectionLab {
  readonly connection: Connection;
  /** An empty folder of this case, readable and writable by its commands. */
  readonly room: string;
  /** Runs a command from another process. */
  readonly elsewhere: (command: Command, folder: string) => { readonly result: Promise<CommandResult>; readonly kill: () => Promise<void> };
  /** Environment and arguments of every process on the machine that has this text in its environment. */
  readonly processes: (mark: string) => Promise<readonly { readonly pid: number; readonly words: readonly string[] }[]>;
  /** Kills a command with all that belongs to it and leaves no exit code, as a power cut does. */
  readonly cutPower: (folder: string) => Promise<void>;
}

const SECRET = "corre ct/horse+battery";

/** What every connection promises. `conformance("local connection", connectionSuite, { test, open, close })` runs it. */
export const connectionSuite = {
  "the log has the whole output in its order, and the result the last 40 lines of it": async (lab) => {
    const script = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "out $i"; echo "err $i" >&2; done; printf "no line end"';
    const result = await run(lab, "order", script);
    const lines = [...Array.from({ length: 3_000 }, (_, at) => [`out ${at + 1}`, `err ${at + 1}`]).flat(), "no line end"];
    equal(await readFile(result.log, "utf8"), lines.join("\n"));
    deepEqual(result.tail, lines.slice(-40));
    deepEqual([result.code, result.signal, result.cancelled], [0, undefined, false]);
  },

  "the exit code is the command's own": async (lab) => {
    equal((await run(lab, "seven", "exit 7")).code, 7);
    const killed = await run(lab, "killed", "kill -KILL $$");
    deepEqual([killed.code, killed.signal, killed.cancelled], [137, "SIGKILL", false]);
    const missing = await lab.connection.run(shell(lab, "", { argv: ["no-such-program"] }), { folder: join(lab.room, "missing") });
    equal(missing.code, 127);
  },

  "arguments, environment and input arrive as they were given": async (lab) => {
    const odd = "two\nlines, 'quotes', \"more\", $HOME `date` \\ and an end\n";
    const env = { PATH: PATH, ODD: odd, EMPTY: "", IFS: "x", LD_LIBRARY_PATH: "/nowhere" };
    const script = 'printf "%s|" "$1" "$ODD" "$EMPTY" "$LD_LIBRARY_PATH" "${PWD##*/}"; cat; env | grep -c .';
    const argv = ["/bin/sh", "-c", script, "sh", odd];
    const result = await lab.connection.run(shell(lab, "", { argv, env, stdin: odd }), { folder: join(lab.room, "odd") });
    const output = await readFile(result.log, "utf8");
    equal(output.slice(0, output.lastIndexOf("\n", output.length - 2) + 1), `${odd}|${odd}||/nowhere|${lab.room.split("/").at(-1)}|${odd}`);
  },

  "nothing of our own environment reaches a command": async (lab) => {
    const result = await lab.connection.run(shell(lab, "", { argv: ["/usr/bin/env"], env: { ONLY: "this" } }), {
      folder: join(lab.room, "env"),
    });
    deepEqual(
      result.tail.filter((line) => !line.startsWith("SEAWAY_JOB=")),
      ["ONLY=this"],
    );
  },

  "a command that has ended is not run again": async (lab) => {
    const first = await run(lab, "once", "echo ran >>effects; exit 3");
    deepEqual(await run(lab, "once", "echo ran >>effects; exit 3"), first);
    equal(await readFile(join(lab.room, "effects"), "utf8"), "ran\n");
  },

  "several starters at once run it once, and all get its result": async (lab) => {
    const command = shell(lab, "echo ran >>effects; echo out; exit 5");
    const folder = join(lab.room, "race");
    const others = [1, 2, 3].map(() => lab.elsewhere(command, folder).result);
    const results = await Promise.all([lab.connection.run(command, { folder }), lab.connection.run(command, { folder }), ...others]);
    equal(await readFile(join(lab.room, "effects"), "utf8"), "ran\n");
    for (const result of results) deepEqual([result.code, result.tail], [5, ["out"]]);
  },

  "a command whose starter was killed goes on, and the next one gets its whole output": async (lab) => {
    const command = shell(lab, "echo ran >>effects; echo before; until [ -e go ]; do sleep 0.02; done; echo after; exit 4");
    const folder = join(lab.room, "orphan");
    const starter = lab.elsewhere(command, folder);
    await shows(join(folder, "out"), "before\n");
    await starter.kill();
    const attached = lab.connection.run(command, { folder });
    await run(lab, "go", ": >go");
    deepEqual({ ...(await attached), log: "" }, { code: 4, cancelled: false, log: "", tail: ["before", "after"] });
    equal(await readFile(join(lab.room, "effects"), "utf8"), "ran\n");
  },

  "a masked log goes on where a killed starter left it, nothing lost or doubled": async (lab) => {
    const script = 'i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo "$i $S"; [ $i != 250 ] || until [ -e go ]; do sleep 0.02; done; done';
    const command = shell(lab, script, { env: { PATH: PATH, S: SECRET }, secrets: [SECRET] });
    const folder = join(lab.room, "masked");
    const starter = lab.elsewhere(command, folder);
    await shows(join(folder, "out"), "\n250 ••••\n");
    await starter.kill();
    const attached = lab.connection.run(command, { folder });
    await run(lab, "go", ": >go");
    equal(await readFile((await attached).log, "utf8"), Array.from({ length: 500 }, (_, at) => `${at + 1} ••••\n`).join(""));
  },

  "a cancelled command leaves no process, setsid children included": async (lab) => {
    const mark = markOf(lab);
    const script = `sleep 600 & setsid sleep 600 & setsid sh -c 'trap "" TERM INT HUP; sleep 600 & sleep 600; :' & echo up; wait`;
    const running = cancellable(lab, "tree", shell(lab, script, { env: { PATH: PATH, MARK: mark } }), 5_000);
    await shows(join(lab.room, "tree", "out"), "up\n");
    await reaches(async () => (await lab.processes(mark)).length >= 5);
    equal((await running.cancel()).cancelled, true);
    deepEqual(await lab.processes(mark), []);
  },

  "a cancel asks the program alone, and takes its word for how it ended": async (lab) => {
    const script = `trap 'echo asked; exit 6' TERM; sh -c 'trap "echo child asked" TERM; touch ready; while :; do sleep 0.05; done' & wait`;
    const running = cancellable(lab, "asked", shell(lab, script), 5_000);
    await reaches(async () => (await readdir(lab.room)).includes("ready"));
    const { code, cancelled, tail } = await running.cancel();
    deepEqual({ code, cancelled, tail }, { code: 6, cancelled: true, tail: ["asked"] });
    equal((await lab.connection.run(shell(lab, script), { folder: join(lab.room, "asked") })).cancelled, true);
  },

  "a program that does not listen is killed after the grace time": async (lab) => {
    const mark = markOf(lab);
    const script = `trap '' TERM; echo up; while :; do sleep 0.05; done`;
    const running = cancellable(lab, "deaf", shell(lab, script, { env: { PATH: PATH, MARK: mark } }), 150);
    await shows(join(lab.room, "deaf", "out"), "up\n");
    const { code, signal, cancelled } = await running.cancel();
    deepEqual({ code, signal, cancelled }, { code: 137, signal: "SIGKILL", cancelled: true });
    deepEqual(await lab.processes(mark), []);
  },

  "a command that was cancelled before it began does not begin": async (lab) => {
    const command = shell(lab, "echo ran >>effects");
    await rejects(lab.connection.run(command, { folder: join(lab.room, "never"), signal: AbortSignal.abort(new Error("called off")) }), {
      message: "called off",
    });
    deepEqual(await readdir(lab.room), []);
  },

  "what ended with its program leaves nothing behind": async (lab) => {
    const mark = markOf(lab);
    await run(lab, "left", "setsid sleep 600 & echo done", { env: { PATH: PATH, MARK: mark } });
    await reaches(async () => (await lab.processes(mark)).length === 0);
  },

  "a secret is in no log, argument or file, neither while it runs nor after": async (lab) => {
    const mark = markOf(lab);
    const script = 'read input; echo "$S $input"; printf %s "$S" | base64; until [ -e go ]; do sleep 0.02; done; echo "again $S"';
    const command = shell(lab, script, { env: { PATH: PATH, S: SECRET, MARK: mark }, stdin: `${SECRET}\n`, secrets: [SECRET] });
    const folder = join(lab.room, "secret");
    const running = lab.connection.run(command, { folder });
    await shows(join(folder, "out"), "•\n••••\n");
    const words = (await lab.processes(mark)).flatMap((process) => process.words);
    ok(words.some((word) => word === script));
    deepEqual(
      words.filter((word) => word.includes(SECRET)),
      [],
    );
    await run(lab, "go", ": >go");
    deepEqual((await running).tail, ["•••• ••••", "••••", "again ••••"]);
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) ok(!(await readFile(join(file.parentPath, file.name), "utf8")).includes(SECRET), file.name);
    }
  },

  "a command that went down with its machine is lost, and not run again": async (lab) => {
    const command = shell(lab, "echo ran >>effects; echo up; sleep 600");
    const folder = join(lab.room, "lost");
    const running = lab.connection.run(command, { folder });
    const refused = rejects(running, { message: "SEA-8301: sh was started and is gone, and left no exit code" });
    await shows(join(folder, "out"), "up\n");
    await lab.cutPower(folder);
    await refused;
    await rejects(lab.connection.run(command, { folder }), { message: "SEA-8301: sh was started and is gone, and left no exit code" });
    equal(await readFile(join(lab.room, "effects"), "utf8"), "ran\n");
  },
} satisfies Suite<ConnectionLab>;

const PATH = "/usr/local/bin:/usr/bin:/bin";

const shell = (lab: ConnectionLab, script: string, rest: Partial<Command> = {}): Command => ({
  argv: ["sh", "-c", script],
  cwd: lab.room,
  env: { PATH: PATH },
  ...rest,
});

const run = (lab: ConnectionLab, name: string, script: string, rest: Partial<Command> = {}): Promise<CommandResult> =>
  lab.connection.run(shell(lab, script, rest), { folder: join(lab.room, name) });

function cancellable(
  lab: ConnectionLab,
  name: string,
  command: Command,
  graceMs: number,
): { readonly cancel: () => Promise<CommandResult> } {
  const controller = new AbortController();
  const result = lab.connection.run(command, { folder: join(lab.room, name), signal: controller.signal, graceMs });
  return {
    cancel: () => {
      controller.abort(new Error("cancelled"));
      return result;
    },
  };
}

/** A text that only processes of this case have. */
const markOf = (lab: ConnectionLab): string => `mark of ${lab.room}`;

/** Waits until a file holds a text. */
const shows = (file: string, text: string): Promise<void> =>
  reaches(async () => (await readFile(file, "utf8").catch(() => "")).includes(text));

async function reaches(state: () => Promise<boolean>): Promise<void> {
  for (const began = Date.now(); !(await state()); await sleep(10)) ok(Date.now() - began < 10_000, "waited 10 s in vain");
}
