import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { holdAgainstGolden } from "../golden-files.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/** Each command that is due, in each mode, from real runs of `examples/users`. Cases of one world stand in the order in which it moves. */
describe("a project in which nothing was set up", () => {
  let world: UsersProject;
  beforeAll(() => void (world = usersProject()));
  afterAll(() => world.remove());
  const scenario = "examples/users, nothing set up";

  test("plan tells what will be there", () => holdAgainstGolden({ name: "plan/fresh", argv: ["plan"], scenario, world }));
  test("status says that nothing serves", () => holdAgainstGolden({ name: "status/fresh", argv: ["status"], scenario, world }));
  test("history is empty", () => holdAgainstGolden({ name: "history/fresh", argv: ["history"], scenario, world }));
  test("config check counts", () => holdAgainstGolden({ name: "config/check", argv: ["config", "check"], scenario, world }));
  test("config show names each origin", () =>
    holdAgainstGolden({ name: "config/origin", argv: ["config", "show", "--origin"], scenario, world }));
  test("up asks, and cannot where nobody answers", () =>
    holdAgainstGolden({ name: "up/no-input", argv: ["up", "--no-input"], scenario, world }));
  test("a misspelt command suggests", () =>
    holdAgainstGolden({ name: "misspelt/command", argv: ["statsu"], scenario, world, json: false }));
  test("a misspelt property is shown in its file", () =>
    holdAgainstGolden({
      name: "config/misspelt",
      argv: ["config", "check"],
      scenario: "examples/users, with `port` written `prot`",
      world,
      before: async () => {
        try {
          world.edit("seaway.config.ts", "port: 5001", "prot: 5001");
        } catch {
          // Edited by the recording before this one.
        }
      },
    }));
});

describe("a project that serves", () => {
  let world: UsersProject;
  let edits = 0;
  beforeAll(async () => {
    world = usersProject();
  });
  afterAll(() => world.remove());

  test("a first up ends with the address", () =>
    holdAgainstGolden({
      name: "up/first",
      argv: ["up", "--yes"],
      scenario: "examples/users, nothing set up",
      world,
      // Who answers for failed requests is the runtime; that of an environment which was just destroyed may still be there, or not.
      varying: [
        [/, no request failed/g, ""],
        [/,?"failedRequests":(?:\d+|"<number>")/g, ""],
      ],
      before: async () => void (await world.seaway(["destroy", "--confirm", "local", "--allow-destroy", "database.users"])),
    }));
  const scenario = "examples/users, serving";
  test("up with nothing to do says so", () => holdAgainstGolden({ name: "up/nothing", argv: ["up"], scenario, world }));
  test("plan with nothing to do says so", () => holdAgainstGolden({ name: "plan/nothing", argv: ["plan"], scenario, world }));
  test("status is a table", () => holdAgainstGolden({ name: "status/serving", argv: ["status"], scenario, world }));
  test("why names the reason", () => holdAgainstGolden({ name: "why/build", argv: ["why", "build.backend"], scenario, world }));
  test("secrets have names and versions", () => holdAgainstGolden({ name: "secret/ls", argv: ["secret", "ls"], scenario, world }));

  test("a change ships one service", () =>
    holdAgainstGolden({
      name: "up/change",
      argv: ["up", "--yes"],
      scenario: "examples/users, serving; a line of backend/app.py changed",
      world,
      before: async () => world.edit("backend/app.py", "\n", `\n# change ${(edits += 1)}\n`),
    }));

  /** Each recording changes something, so that there is something to ship. */
  const crash = (): void => {
    edits += 1;
    const program = `command: ["python", "-c", "import not_there", "${edits}"], `;
    const last = /command: \[[^\]]*\], /.exec(readFileSync(join(world.folder, "seaway.config.ts"), "utf8"))?.[0];
    world.edit("seaway.config.ts", last ?? "port: 5001", last === undefined ? `${program}port: 5001` : program);
  };

  test("a version that crashes is contained", () =>
    holdAgainstGolden({
      name: "up/crash",
      argv: ["up", "--yes"],
      scenario: "examples/users, serving; backend is started by a program that imports a module that is not there",
      world,
      before: async () => crash(),
    }));

  test("history tells them all", () => holdAgainstGolden({ name: "history/serving", argv: ["history"], scenario, world }));
});
