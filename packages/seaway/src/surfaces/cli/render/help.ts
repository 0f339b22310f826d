import { COMMANDS, findCommand, MOST_USED, type Command } from "../argv/commands.ts";
import { EVERYWHERE, FLAGS, type FlagName } from "../argv/flags.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

const DOCUMENTATION = "docs/reference/command-line.md";

/** What `seaway help` shows first: examples, then the eight commands that people use most. */
export function firstScreen(style: Style): string {
  const examples = [
    ["seaway plan", "what would change, and why"],
    ["seaway up", "from this folder to a served page"],
    ["seaway logs -f", "what the services print"],
    ["seaway up --resume", "go on after a crash"],
  ];
  const used = MOST_USED.map((name) => findCommand(name)).filter((command) => command !== undefined);
  const rest = COMMANDS.filter(({ name }) => !(MOST_USED as readonly string[]).includes(name)).map(({ name }) => name);
  return [
    "Seaway takes an application of several services from a repository to a served page, and keeps it there.",
    `${style.bold("Examples")}\n${table(examples, style, { indent: 2, gap: 4 })}`,
    `${style.bold("Commands")}\n${commandTable(used, style)}`,
    `${style.bold("More")}\n  ${rest.join(" · ")}`,
    "seaway help COMMAND shows how it is written, with its flags.",
    `Documentation: ${DOCUMENTATION}`,
  ].join("\n\n");
}

/** The page of one command. */
export function commandHelp(command: Command, style: Style): string {
  const shown = command.examples.map(([line, what]) => [line, what]);
  return [
    `${style.bold(usage(command))}\n${command.summary}.`,
    `${style.bold("Examples")}\n${table(shown, style, { indent: 2, gap: 4 })}`,
    ...(command.flags.length === 0 ? [] : [`${style.bold("Flags")}\n${flagTable(command.flags, style)}`]),
    `${style.bold("Flags of every command")}\n${flagTable(EVERYWHERE, style)}`,
    `Documentation: ${DOCUMENTATION}#${command.name.replace(" ", "-")}`,
  ].join("\n\n");
}

/** The page of a word that has several verbs: `seaway help secret`. */
export const groupHelp = (topic: string, commands: readonly Command[], style: Style): string =>
  [style.bold(`seaway ${topic}`), commandTable(commands, style), `seaway help ${commands[0]?.name ?? topic} shows one of them.`].join(
    "\n\n",
  );

export const usage = ({ name, args }: Command): string => `seaway ${name} ${args}`.trim();

const commandTable = (commands: readonly Command[], style: Style): string =>
  table(
    commands.map((command) => [usage(command), command.summary]),
    style,
    { indent: 2, gap: 4 },
  );

const flagTable = (names: readonly FlagName[], style: Style): string =>
  table(
    names.map((name) => {
      const { short, value, help } = FLAGS[name];
      return [`${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`, help];
    }),
    style,
    { indent: 2, gap: 4 },
  );
