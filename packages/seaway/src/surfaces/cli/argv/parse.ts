import { parseArgs } from "node:util";
import { failure } from "../../../model/errors/failure.ts";
import { nearestName } from "../../../std/nearest-name.ts";
import type { Flags, Invocation } from "../invocation.ts";
import { COMMANDS, findCommand, type Command } from "./commands.ts";
import { EVERYWHERE, FLAGS, isFlagName, variableOf, type FlagName } from "./flags.ts";

/**
 * The words of a command line as a command, its arguments and its flags. Flags may stand anywhere; those not given are read from their
 * `SEAWAY_*` variable. Nothing is guessed: what is misspelt is refused with a suggestion.
 * @returns `command: undefined` for `seaway` alone.
 * @throws SEA-1001 to SEA-1007
 */
export function parse(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Invocation {
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const words: string[] = [];
  const given = new Map<FlagName, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind === "option") {
      const name = flagName(token.rawName, token.name);
      given.set(name, [...(given.get(name) ?? []), checkedValue(name, token.rawName, token.value)]);
    }
  }
  const { command, args } = takeCommand(words);
  if (given.has("help") || given.has("version")) return { command, args, flags: toFlags(given) };
  if (command) {
    checkFlags(command, given);
    checkWords(command, args);
    addVariables(command, given, env);
  }
  checkExclusions(given);
  return { command, args, flags: toFlags(given) };
}

const OPTIONS = Object.fromEntries(
  Object.entries(FLAGS).map(([name, { short, value }]) => [
    name,
    { type: value === undefined ? ("boolean" as const) : ("string" as const), ...(short === undefined ? {} : { short }), multiple: true },
  ]),
);

function flagName(rawName: string, name: string): FlagName {
  if (isFlagName(name)) return name;
  const guess = nearestName(name, Object.keys(FLAGS));
  throw failure("SEA-1002", { flag: rawName, nearest: name.length > 1 && guess !== undefined ? `--${guess}` : undefined });
}

/** A flag without a value counts as `true`. */
function checkedValue(name: FlagName, rawName: string, value: string | undefined): string {
  const flag = FLAGS[name];
  if (flag.value === undefined) {
    if (value !== undefined) throw failure("SEA-1004", { flag: rawName, value });
    return "true";
  }
  if (value === undefined) throw failure("SEA-1003", { flag: rawName, expected: expectedBy(name) });
  if (flag.choices && !flag.choices.includes(value)) throw failure("SEA-1003", { flag: rawName, value, expected: expectedBy(name) });
  return value;
}

const expectedBy = (name: FlagName): string => FLAGS[name].choices?.join(", ").replace(/, (?=[^,]*$)/, " or ") ?? FLAGS[name].value ?? "";

function takeCommand(words: readonly string[]): { command: Command | undefined; args: readonly string[] } {
  const [first, second, ...rest] = words;
  if (first === undefined) return { command: undefined, args: [] };
  const whole = second === undefined ? undefined : findCommand(`${first} ${second}`);
  if (whole) return { command: whole, args: rest };
  const command = findCommand(first);
  if (command) return { command, args: words.slice(1) };
  const verbs = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (verbs.length > 0) throw unknownVerb(first, second, verbs);
  throw failure("SEA-1001", {
    command: first,
    nearest: nearestName(
      first,
      COMMANDS.flatMap(({ name }) => [name, name.split(" ")[0]!]),
    ),
  });
}

function unknownVerb(noun: string, verb: string | undefined, verbs: readonly Command[]): Error {
  const usage = `seaway ${noun} ${verbs.map(({ name }) => name.split(" ")[1]).join("|")}`;
  if (verb === undefined) return failure("SEA-1005", { usage, problem: `seaway ${noun} needs one more word` });
  const guess = nearestName(
    verb,
    verbs.map(({ name }) => name.split(" ")[1]!),
  );
  return failure("SEA-1001", { command: `${noun} ${verb}`, nearest: guess && `${noun} ${guess}` });
}

function checkFlags(command: Command, given: ReadonlyMap<FlagName, unknown>): void {
  for (const name of given.keys()) {
    if (!command.flags.includes(name) && !EVERYWHERE.includes(name)) {
      throw failure("SEA-1006", { flag: `--${name}`, command: command.name });
    }
  }
}

function checkWords({ name, args: shape, words: [least, most] }: Command, args: readonly string[]): void {
  const usage = `seaway ${name} ${shape}`.trim();
  if (args.length < least) throw failure("SEA-1005", { usage, problem: `${shape} is missing` });
  if (args.length > most) throw failure("SEA-1005", { usage, problem: `${args[most]} is one word too many` });
}

function addVariables(command: Command, given: Map<FlagName, string[]>, env: Readonly<Record<string, string | undefined>>): void {
  for (const name of [...command.flags, ...EVERYWHERE]) {
    const variable = variableOf(name);
    const value = env[variable];
    if (FLAGS[name].noVariable || given.has(name) || value === undefined || value === "") continue;
    if (FLAGS[name].value !== undefined) given.set(name, [checkedValue(name, variable, value)]);
    else if (value === "1" || value === "true") given.set(name, ["true"]);
    else if (value !== "0" && value !== "false") throw failure("SEA-1003", { flag: variable, value, expected: "1 or 0" });
  }
}

function checkExclusions(given: ReadonlyMap<FlagName, unknown>): void {
  const pairs: readonly (readonly [FlagName, FlagName])[] = [
    ["plan", "resume"],
    ["lock-timeout", "no-wait"],
    ["diff", "summary"],
    ["all", "summary"],
  ];
  for (const [first, second] of pairs) {
    if (given.has(first) && given.has(second)) throw failure("SEA-1007", { first: `--${first}`, second: `--${second}` });
  }
}

function toFlags(given: ReadonlyMap<FlagName, readonly string[]>): Flags {
  return {
    has: (name) => given.has(name),
    text: (name) => given.get(name)?.at(-1),
    texts: (name) => given.get(name) ?? [],
    count: (name) => given.get(name)?.length ?? 0,
  };
}
