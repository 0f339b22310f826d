import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTerminal, type Terminal } from "../terminal.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

const SEAWAY = fileURLToPath(new URL("../../../../bin/seaway", import.meta.url));

let world: UsersProject;
beforeAll(() => void (world = usersProject()));
afterAll(() => world.remove());

const terminal = (columns: number, rows: number, script: string): Terminal =>
  openTerminal({
    columns,
    rows,
    script,
    cwd: world.folder,
    env: { ...world.env, NO_COLOR: "", LANG: "C.UTF-8", LC_ALL: "", CI: "", SEAWAY },
  });

/** Lines of the live block on a screen: from its first turning mark, or its lights, to its keys. */
function blockOf(screen: string): readonly string[] {
  const lines = screen.split("\n");
  const last = lines.findIndex((line) => line.startsWith("d detach"));
  if (last === -1) return [];
  const first = lines.findIndex((line) => /^(?:[◐◓◑◒○] | {2}… and |#\d+ )/.test(line));
  return lines.slice(first, last + 1);
}

const modes = (name: string): string => join(world.folder, ".seaway", `stty-${name}`);

const fresh = (): Promise<unknown> => world.seaway(["destroy", "--confirm", "local", "--allow-destroy", "database.users"]);

describe("CL1: up on a cleared screen", () => {
  test.each([
    [80, 24],
    [60, 12],
  ])("at %i × %i the block stays small, and one line a stage is left", async (columns, rows) => {
    await fresh();
    const seen = terminal(columns, rows, `clear; "$SEAWAY" up --yes; echo "exit $?"; exec sleep 600\n`);
    try {
      let tallest = 0;
      await seen.until("the end", (screen) => {
        tallest = Math.max(tallest, blockOf(screen).length);
        return /^exit \d+$/m.test(screen);
      });
      expect(tallest).toBeGreaterThan(2);
      expect(tallest).toBeLessThanOrEqual(Math.min(rows - 4, 12));
      const lines = seen
        .scrollback()
        .split("\n")
        .filter((line) => line.trim() !== "");
      expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
      const stages = lines.flatMap((line) => /^[●↺✕] (\w+)/.exec(line)?.[1] ?? []);
      expect(stages.toSorted()).toEqual(["build", "provision", "rollout"]);
      expect(lines.at(-1)).toBe("exit 0");
      expect(seen.cursorShows()).toBe(true);
    } finally {
      seen.close();
    }
  });
});

test("CL2: Ctrl-Z gives the terminal back, fg and a resize go on, and nothing of it stays changed", async () => {
  await fresh();
  const shell = terminal(80, 24, "export PS1='ready> '; exec bash --norc --noprofile -i\n");
  const note = async (name: string): Promise<string> => {
    shell.type(`stty -a > ${modes(name)}; echo noted-${name}`, "Enter");
    await shell.until(`noted-${name}`, (screen) => screen.includes(`\nnoted-${name}`));
    return readFileSync(modes(name), "utf8").replace(/rows \d+; columns \d+; /, "");
  };
  try {
    await shell.until("the shell", (screen) => screen.includes("ready>"));
    const before = await note("before");
    shell.type(`clear; "$SEAWAY" up --yes`, "Enter");
    await shell.until("the live block", (screen) => blockOf(screen).length > 2);
    expect(shell.cursorShows()).toBe(false);
    shell.type("C-z");
    await shell.until("the shell's word", (screen) => /Stopped/.test(screen));
    await shell.until("its prompt", (screen) => screen.trimEnd().endsWith("ready>"));
    expect(shell.cursorShows()).toBe(true);
    expect(await note("stopped")).toBe(before);
    shell.type("fg", "Enter");
    shell.resize(100, 30);
    await shell.until("the end", (screen) => /now serves r\d+/.test(screen) && screen.trimEnd().endsWith("ready>"));
    expect(shell.cursorShows()).toBe(true);
    expect(await note("after")).toBe(before);
  } finally {
    shell.close();
  }
});

describe("CL3: piped", () => {
  test("no escape sequence, no carriage return, and standard output is exactly the address", async () => {
    world.edit("backend/app.py", "\n", "\n# piped\n");
    const { stdout, stderr, code } = await world.seaway(["up", "--yes"]);
    expect(code).toBe(0);
    expect([stderr.includes("\u001B"), stderr.includes("\r")]).toEqual([false, false]);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  test("with nobody to answer it ends at once and names the flag (CL5)", async () => {
    world.edit("backend/app.py", "\n", "\n# not shipped\n");
    const { stdout, stderr, code } = await world.seaway(["up"]);
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toContain("try    --yes");
    expect(stderr).toContain("Nothing was changed.");
  });

  test("a reader that leaves early is no error", async () => {
    const script = `"${SEAWAY}" logs | head -n 1; echo done`;
    const { stderr, stdout } = await promisify(execFile)("sh", ["-c", script], { cwd: world.folder, env: world.env });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  });
});

test("the first Ctrl-C ends the run safely: what served goes on, nothing is half made, exit 130", async () => {
  world.edit("backend/requirements.txt", "\n", "\n# another environment\n");
  const ended = join(world.folder, ".seaway", "interrupted");
  const seen = terminal(80, 24, `clear; "$SEAWAY" up --yes; echo $? > ${ended}; exec sleep 600\n`);
  try {
    await seen.until("the live block", (screen) => blockOf(screen).some((line) => line.includes("build")));
    seen.type("C-c");
    await seen.until("the end", () => existsSync(ended) && readFileSync(ended, "utf8") !== "");
    expect(readFileSync(ended, "utf8").trim()).toBe("130");
    expect(seen.scrollback()).toContain("local still serves r");
    expect(seen.cursorShows()).toBe(true);
  } finally {
    seen.close();
  }
});

test("d leaves the run to itself, and attach tells its end", async () => {
  const ended = join(world.folder, ".seaway", "detached");
  const seen = terminal(80, 24, `clear; "$SEAWAY" up --yes; echo $? > ${ended}; exec sleep 600\n`);
  try {
    await seen.until("the live block", (screen) => blockOf(screen).length > 1);
    seen.type("d");
    await seen.until("the end", () => existsSync(ended) && readFileSync(ended, "utf8") !== "");
    expect(readFileSync(ended, "utf8").trim()).toBe("0");
    const run = /seaway attach (\d+)/.exec(seen.scrollback())?.[1] ?? "";
    const { code, stderr } = await world.seaway(["attach", run]);
    expect(code).toBe(0);
    expect(stderr).toContain("local now serves r");
  } finally {
    seen.close();
  }
});

test("a shell beside a service has the terminal: Ctrl-C ends what runs in it and not the shell, and its code is the command's", async () => {
  const ended = join(world.folder, ".seaway", "left");
  const seen = terminal(80, 24, `clear; "$SEAWAY" exec backend; echo $? > ${ended}; exec sleep 600\n`);
  try {
    await seen.until("a prompt", (screen) => /[$#] *$/.test(screen.trimEnd()));
    seen.type("PS1='here> '; sleep 500", "Enter");
    await seen.until("the command", (screen) => screen.includes("sleep 500"));
    seen.type("C-c");
    await seen.until("the shell again", (screen) => screen.trimEnd().endsWith("here>"));
    seen.type('test "$DATABASE_URI" && exit 3', "Enter");
    await seen.until("the end", () => existsSync(ended) && readFileSync(ended, "utf8") !== "");
    expect(readFileSync(ended, "utf8").trim()).toBe("3");
  } finally {
    seen.close();
  }
});
