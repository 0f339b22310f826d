/** What can be shown where: decided once, from flags, variables and the terminal, and never asked again. */
export interface Screen {
  readonly mode: "live" | "lines" | "quiet" | "json";
  /** Colour on standard error, and on standard output. */
  readonly colour: { readonly err: boolean; readonly out: boolean };
  readonly glyphs: "unicode" | "ascii" | "words";
  /** Three levels deep from 1, traces from 2. */
  readonly verbose: number;
  /** Blocks and annotations as GitHub's runner understands them. */
  readonly github: boolean;
}

export interface ScreenFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly errIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly columns: number;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly progress: string | undefined;
  readonly color: string | undefined;
  readonly verbose: number;
}

export const NARROWEST_LIVE = 60;

export function screenOf(facts: ScreenFacts): Screen {
  const { env } = facts;
  const github = set(env.GITHUB_ACTIONS);
  return {
    mode: modeOf(facts),
    colour: { err: coloured(facts, facts.errIsTerminal), out: coloured(facts, facts.outIsTerminal) },
    glyphs: set(env.ACCESSIBLE) ? "words" : isUtf8(env) ? "unicode" : "ascii",
    verbose: facts.verbose,
    github,
  };
}

const set = (value: string | undefined): boolean => value !== undefined && value !== "" && value !== "0" && value !== "false";

function modeOf({ env, json, quiet, progress, errIsTerminal, columns }: ScreenFacts): Screen["mode"] {
  if (json) return "json";
  if (quiet || progress === "quiet") return "quiet";
  if (progress === "lines" || set(env.ACCESSIBLE)) return "lines"; // append-only, also when live was asked for
  const canMoveCursor = errIsTerminal && env.TERM !== "dumb" && columns >= NARROWEST_LIVE;
  if (progress === "live") return canMoveCursor ? "live" : "lines";
  return canMoveCursor && !set(env.CI) ? "live" : "lines";
}

/** @source https://no-color.org and https://force-color.org; a flag goes before both. */
function coloured({ env, color }: ScreenFacts, isTerminal: boolean): boolean {
  if (color === "always") return true;
  if (color === "never") return false;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (set(env.FORCE_COLOR)) return true;
  return isTerminal && env.TERM !== "dumb";
}

/** No locale at all is taken for UTF-8: containers and CI rarely set one, and their logs can show it. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG;
  return !locale || /utf-?8/i.test(locale);
}
