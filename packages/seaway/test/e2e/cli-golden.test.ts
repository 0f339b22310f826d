import { readFileSync, rmSync, writeFileSync } from "node:fs";
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

describe("a project whose tests run", () => {
  let world: UsersProject;
  let edits = 0;
  beforeAll(() => void (world = usersProject({ tests: true })));
  afterAll(() => world.remove());
  const scenario = "examples/users, nothing set up";
  /** What pytest and Python call themselves, and how long it took. */
  const varying = [
    [/"tail":\[.*?\],"log"/g, '"tail":["<lines>"],"log"'],
    // How far it was when somebody looked.
    [/^.*"note":"\d+\/\d+[^"]*".*\n/gm, ""],
  ] as const;
  /** Each recording needs another input, so that there is something to run. */
  const edit = async (): Promise<void> => world.edit("frontend/app.py", "\n", `\n# change ${(edits += 1)}\n`);

  test("a suite that passes", () =>
    holdAgainstGolden({ name: "test/passed", argv: ["test", "--service", "frontend"], scenario, world, before: edit, varying }));
  test("nothing to run where the inputs are the same", () =>
    holdAgainstGolden({ name: "test/cached", argv: ["test", "--service", "frontend"], scenario, world }));
  test("a test that fails is told with its line, and marked beside it", () =>
    holdAgainstGolden({
      name: "test/failed",
      argv: ["test", "--service", "frontend"],
      scenario: "examples/users, a test of the frontend expects a heading that is not there",
      world,
      github: true,
      varying,
      before: async () => {
        const file = join(world.folder, "frontend/tests/test_heading.py");
        writeFileSync(file, `# ${(edits += 1)}\n\ndef test_heading():\n    assert "Users" == "People"\n`);
      },
    }));
});

describe("a project that goes out, and back", () => {
  let world: UsersProject;
  beforeAll(async () => {
    world = usersProject();
    await world.seaway(["up", "-y", "-q"]);
    world.edit("frontend/app.py", "\n", "\n# the second release\n");
    world.edit("seaway.config.ts", "env: { BACKEND_URL: backend.url }", 'env: { BACKEND_URL: backend.url, GREETING: "hello" }');
    world.commit("Greet");
    await world.seaway(["up", "-y", "-q"]);
  });
  afterAll(() => world.remove());
  const scenario = "examples/users, r1 served, r2 serves with another line and a setting";
  const forward = async (): Promise<void> => {
    await world.seaway(["unpin"]);
    await world.seaway(["deploy", "r2", "-y", "-q"]);
  };
  const quietly = [[/, no request failed/g, ""]] as const;

  test("diff names commit, artifacts and settings", () =>
    holdAgainstGolden({ name: "diff/releases", argv: ["diff", "r1", "r2"], scenario, world }));
  test("history of one deployment shows its evidence", () =>
    holdAgainstGolden({
      name: "history/deployment",
      argv: ["history", "d-2"],
      scenario,
      world,
      varying: [
        [/, settled [^\n"]*/g, ""],
        [/,"settledAtMs":"?<?\w+>?"?/g, ""],
      ],
    }));
  test("rollback says before what goes back", () =>
    holdAgainstGolden({
      name: "rollback/r1",
      argv: ["rollback", "--yes", "--reason", "r2 is rude"],
      scenario,
      world,
      before: forward,
      varying: quietly,
    }));
  test("what is pinned takes nothing", () =>
    holdAgainstGolden({
      name: "deploy/pinned",
      argv: ["deploy", "r2", "--yes"],
      scenario: "the same, rolled back to r1",
      world,
      varying: [[/since \S+ <clock> UTC/g, "since <time>"]],
    }));
  test("unpin lets deployments flow again", () =>
    holdAgainstGolden({
      name: "unpin/local",
      argv: ["unpin"],
      scenario: "the same, rolled back to r1",
      world,
      before: async () => {
        await forward();
        await world.seaway(["rollback", "-y", "-q"]);
      },
    }));
  test("an existing release goes out again", () =>
    holdAgainstGolden({
      name: "deploy/r2",
      argv: ["deploy", "r2", "--yes"],
      scenario: "examples/users, r1 serves again, r2 is kept",
      world,
      varying: quietly,
      before: async () => {
        await world.seaway(["unpin"]);
        await world.seaway(["deploy", "r1", "-y", "-q"]);
      },
    }));
  test("a command beside a service, and a statement in a database", async () => {
    await holdAgainstGolden({
      name: "exec/service",
      argv: ["exec", "frontend", "--", "printenv", "BACKEND_URL"],
      scenario,
      world,
      json: false,
    });
    await holdAgainstGolden({
      name: "exec/database",
      argv: ["exec", "users", "--", "-c", "select count(*) from users"],
      scenario,
      world,
      json: false,
    });
  });
  test("a backup, and back", async () => {
    const file = join(world.root, "copy.dump");
    const before = async (): Promise<void> => rmSync(file, { force: true });
    await holdAgainstGolden({ name: "backup/users", argv: ["backup", "--out", file], scenario, world, before });
    await holdAgainstGolden({ name: "restore/unnamed", argv: ["restore", file, "--no-input"], scenario, world });
    await holdAgainstGolden({ name: "restore/users", argv: ["restore", file, "--allow-destroy", "database.users"], scenario, world });
  });
  test("a migration is a line of the plan, and one that fails is contained", async () => {
    world.edit("seaway.config.ts", 'seed: "database/seed.sql"', 'seed: "database/seed.sql", migrate: { files: ["database/age.sql"] }');
    writeFileSync(join(world.folder, "database/age.sql"), "alter table users\n  add column age int not null;\n");
    const told = "examples/users, serving; database/age.sql adds a column that the rows can't have";
    await holdAgainstGolden({ name: "plan/migration", argv: ["plan"], scenario: told, world });
    await holdAgainstGolden({ name: "up/migration-failed", argv: ["up", "--yes"], scenario: told, world, varying: quietly, github: true });
  });
});
