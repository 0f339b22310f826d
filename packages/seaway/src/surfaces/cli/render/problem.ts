import { stripVTControlCharacters } from "node:util";
import type { Problem } from "../../../model/problem.ts";
import { wrap } from "./layout.ts";
import type { Style } from "./style.ts";

/**
 * An error, in the one shape that all have: code and sentence; the place, as a snippet where it is the user's to fix in a file, as
 * `where` where the world said no; `log` and `why`; `try`; `more`. A line that does not apply is not there.
 */
function renderProblem(problem: Problem, style: Style, { verbose = 0 } = {}): string {
  const lines = [`${style.danger(`error[${problem.code}]`)}: ${style.bold(problem.sentence)}`];
  if (problem.position) lines.push(...snippet(problem.position, style));
  if (problem.where !== undefined) lines.push(row("where", problem.where, style));
  const log = excerpt(problem);
  if (log.length > 0) lines.push(`  ${style.dim("log")}    ${log.join("\n         ")}`);
  if (problem.why !== undefined) lines.push(row("why", problem.why, style));
  if (problem.remedy !== "") lines.push(row("try", problem.remedy, style));
  if (problem.more !== undefined) lines.push(row("more", problem.more, style));
  if (problem.position) lines.push(row("help", `seaway explain ${problem.code}`, style));
  if (verbose > 0 && problem.cause) lines.push(row("cause", verbose > 1 ? traceOf(problem.cause) : problem.cause.message, style));
  return style.text(lines.join("\n"));
}

/** Where no cause could be extracted, the end of the log has to tell. */
const LAST_LINES = 40;
/** A log that was cut to its cause already is printed whole. */
const SHORT_LINES = 12;
/** With the line that names the cause: the frame that led to it. */
const LINES_ABOVE = 2;

/** The log lines that show the cause, where a rule found it; else the last ones. The way to the whole log is `more`. */
function excerpt({ log = [], why, cause }: Problem): readonly string[] {
  // Where a rule computed the reason, the exception that the log shows is the cause.
  const exceptions = [why, cause?.message].filter((text) => text !== undefined);
  // Colours and whatever else a program sends to its terminal must not reach this one, nor a file.
  const lines = log
    .map((line) => stripVTControlCharacters(line).replaceAll(/[^\P{Cc}\t]/gu, ""))
    .filter((line) => !/^\s*[\^~][\s^~]*$/.test(line));
  const told = lines.findIndex((line) => line.trim() !== "" && exceptions.some((text) => text.startsWith(line.trim())));
  if (told === -1 || lines.length <= SHORT_LINES) return lines.slice(-LAST_LINES);
  return lines.slice(Math.max(0, told - LINES_ABOVE), told + 1);
}

/** At most this many problems are printed whole; nobody mends fifty at once. */
const MOST = 5;

/** A problem with those beside it. They are told one after the other, the first one is the story. */
export function renderProblems(problems: readonly Problem[], style: Style, options: { readonly verbose?: number } = {}): string {
  const all = problems.flatMap(withOthers);
  const blocks = all.slice(0, MOST).map((problem) => renderProblem(problem, style, options));
  const rest = all.slice(MOST);
  if (rest.length > 0) blocks.push(`and ${rest.length} more${sameKind(all) ? " of the same kind" : ""}`);
  return blocks.join("\n\n");
}

/** `2 problems in seaway.config.ts.`, where every problem lies in a file; else nothing. */
export function countByFile(problems: readonly Problem[]): string | undefined {
  const all = problems.flatMap(withOthers);
  const files = new Set(all.map(({ position }) => position?.file));
  if (all.length === 0 || files.has(undefined)) return undefined;
  return `${all.length === 1 ? "1 problem" : `${all.length} problems`} in ${new Intl.ListFormat("en-GB").format([...files] as string[])}.`;
}

const withOthers = ({ others = [], ...problem }: Problem): readonly Problem[] => [problem, ...others.flatMap(withOthers)];
const sameKind = (all: readonly Problem[]): boolean => all.every(({ code }) => code === all[0]?.code);

const row = (name: string, text: string, style: Style): string =>
  `  ${style.dim(name.padEnd(5))}  ${text.includes("\n") ? text.replaceAll("\n", "\n         ") : wrap(text, 71, 9)}`;

const traceOf = ({ message, stack }: NonNullable<Problem["cause"]>): string => stack ?? message;

function snippet(position: NonNullable<Problem["position"]>, style: Style): readonly string[] {
  const { file, line, column, snippet: source, label = "", width = 1 } = position;
  const place = `  ${style.dim("-->")} ${file}:${line}:${column}`;
  if (source === undefined) return [place];
  const number = String(line);
  const margin = " ".repeat(number.length);
  // Tabs stay tabs, so that the marker stands below what it marks however wide a terminal shows them.
  const lead = source.slice(0, column - 1).replace(/[^\t]/g, " ");
  const marker = style.danger(`${"^".repeat(Math.max(1, width))}${label === "" ? "" : ` ${label}`}`);
  return [place, `${margin} |`, `${number} | ${source}`, `${margin} | ${lead}${marker}`, `${margin} |`];
}
