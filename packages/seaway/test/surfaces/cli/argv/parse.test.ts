import { expect, test } from "vitest";
import { SeawayError } from "../../../../src/model/errors/failure.ts";
import { COMMANDS } from "../../../../src/surfaces/cli/argv/commands.ts";
import { parse } from "../../../../src/surfaces/cli/argv/parse.ts";

const refusal = (argv: readonly string[], env: Record<string, string> = {}): string => {
  try {
    parse(argv, env);
  } catch (thrown) {
    if (thrown instanceof SeawayError) return thrown.message;
    throw thrown;
  }
  return "accepted";
};

test("flags may stand before and after the command, short ones together", () => {
  const { command, args, flags } = parse(["-C", "app", "logs", "backend", "-f", "--since=10m", "-vv"], {});
  expect([command?.name, args, flags.text("dir"), flags.has("follow"), flags.text("since"), flags.count("verbose")]).toEqual([
    "logs",
    ["backend"],
    "app",
    true,
    "10m",
    2,
  ]);
});

test("a command of two words is one command", () => {
  const { command, args } = parse(["secret", "set", "MAIL_TOKEN", "-e", "local"], {});
  expect([command?.name, args]).toEqual(["secret set", ["MAIL_TOKEN"]]);
});

test("what follows -- is never a flag", () => {
  expect(parse(["explain", "--", "-x"], {}).args).toEqual(["-x"]);
});

test.each([
  [["roleback"], "SEA-1001: there is no command roleback; did you mean seaway rollback?"],
  [["statsu"], "SEA-1001: there is no command statsu; did you mean seaway status?"],
  [["secret", "sett", "A"], "SEA-1001: there is no command secret sett; did you mean seaway secret set?"],
  [["secret"], "SEA-1005: seaway secret needs one more word; the command is written  seaway secret set|ls|rm"],
  [["up", "--reusme"], "SEA-1002: there is no flag --reusme; did you mean --resume?"],
  [["up", "-x"], "SEA-1002: there is no flag -x"],
  [["up", "--env"], "SEA-1003: --env needs a value: NAME"],
  [["up", "--progress", "fancy"], 'SEA-1003: --progress can\'t be "fancy": it takes auto, live, lines or quiet'],
  [["up", "--yes=no"], 'SEA-1004: --yes takes no value, and got "no"'],
  [["cancel"], "SEA-1005: RUN is missing; the command is written  seaway cancel RUN"],
  [["plan", "now"], "SEA-1005: now is one word too many; the command is written  seaway plan"],
  [["status", "--yes"], "SEA-1006: seaway status has no use for --yes"],
  [["up", "--plan", "p-1", "--resume"], "SEA-1007: --plan and --resume exclude each other"],
])("%j is refused with a suggestion", (argv, message) => {
  expect(refusal(argv)).toBe(message);
});

test("a flag that was not given is read from its variable, and the command line goes first", () => {
  const env = { SEAWAY_ENV: "staging", SEAWAY_NO_INPUT: "1", SEAWAY_QUIET: "0" };
  const { flags } = parse(["up"], env);
  expect([flags.text("env"), flags.has("no-input"), flags.has("quiet")]).toEqual(["staging", true, false]);
  expect(parse(["up", "-e", "local"], env).flags.text("env")).toBe("local");
  expect(refusal(["up"], { SEAWAY_NO_WAIT: "perhaps" })).toBe('SEA-1003: SEAWAY_NO_WAIT can\'t be "perhaps": it takes 1 or 0');
});

test("no variable answers for a person: not --yes, not --allow-destroy, not --confirm", () => {
  const { flags } = parse(["destroy"], { SEAWAY_YES: "1", SEAWAY_ALLOW_DESTROY: "database.users", SEAWAY_CONFIRM: "local" });
  expect([flags.has("yes"), flags.texts("allow-destroy"), flags.text("confirm")]).toEqual([false, [], undefined]);
});

test("every command's file is there and runs", async () => {
  for (const command of COMMANDS) expect(typeof (await command.load()).run, command.name).toBe("function");
});
