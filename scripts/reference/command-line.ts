import { COMMANDS, type Command } from "../../packages/seaway/src/surfaces/cli/argv/commands.ts";
import { EVERYWHERE, FLAGS, type FlagName, variableOf } from "../../packages/seaway/src/surfaces/cli/argv/flags.ts";
import { usage } from "../../packages/seaway/src/surfaces/cli/render/help.ts";
import { code, escaped, generated, table } from "./markdown.ts";

/** Every command and flag, from the tables that the parser and the help pages read. */
export const commandLinePage = (): string =>
  [
    "# The command line",
    "`seaway help COMMAND` prints the same. A flag of a command may stand anywhere; what follows `--` is never a flag.",
    generated,
    ...COMMANDS.flatMap(section),
    "## Flags of every command",
    flagTable(EVERYWHERE),
  ].join("\n\n");

const section = (command: Command): string[] => [
  `## ${command.name}`,
  `${escaped(command.summary)}.`,
  `\`\`\`text\n${usage(command)}\n\`\`\``,
  table(
    ["example", "what it does"],
    command.examples.map(([line, what]) => [code(line), escaped(what)]),
  ),
  ...(command.flags.length === 0 ? [] : [flagTable(command.flags)]),
];

const flagTable = (names: readonly FlagName[]): string =>
  table(
    ["flag", "meaning", "variable"],
    names.map((name) => {
      const { short, value, help, noVariable } = FLAGS[name];
      const written = code(`${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`);
      return [written, escaped(help), noVariable ? "–" : code(variableOf(name))];
    }),
  );
