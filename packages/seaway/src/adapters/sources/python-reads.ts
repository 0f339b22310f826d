import type { SourceFacts } from "../../engine/ports/sources.ts";

type Reads = Pick<SourceFacts, "variables" | "imports" | "ports">;

/** `os.environ["NAME"]`, `os.environ.get("NAME")`, `os.getenv("NAME")`. */
const VARIABLE = /\b(?:environ\[|environ\.get\(|getenv\()\s*(["'])(\w+)\1\s*\]?/g;
const ASSIGNED = /^\s*=(?!=)/;
const FROM = /^\s*from\s+([A-Za-z_]\w*)(?:\.\w+)*\s+import\b/;
const IMPORT = /^\s*import\s+(.+)$/;
/** `port=5050`, `PORT = 5050`, `bind = "0.0.0.0:5050"`, `("127.0.0.1", 5050)`. */
const PORT = /\bport\s*=\s*(\d{2,5})\b|["'][\w.]*:(\d{2,5})["']|\(\s*["'][\w.]*["']\s*,\s*(\d{2,5})\s*\)/gi;

/**
 * What a Python file reads of its environment, imports, and names as a port. Read as text, line by line: no interpreter runs, and a
 * file that is not even Python is read as far as it goes. A comment counts for nothing.
 */
export function pythonReads(file: string, text: string): Reads {
  const lines = text.split("\n").map((line, at) => ({ line: withoutComment(line), at: `${file}:${at + 1}` }));
  return {
    variables: lines.flatMap(({ line, at }) => variablesIn(line).map((name) => ({ name, at }))),
    imports: lines.flatMap(({ line, at }) => modulesIn(line).map((name) => ({ name, at }))),
    ports: lines.flatMap(({ line, at }) => portsIn(line).map((name) => ({ name, at }))),
  };
}

const withoutComment = (line: string): string => line.replace(/^\s*#.*$|\s#[^"']*$/, "");

/** What is only set (`os.environ["NAME"] = …`) is not read. */
function variablesIn(line: string): string[] {
  const matches = [...line.matchAll(VARIABLE)].filter((match) => !ASSIGNED.test(line.slice(match.index + match[0].length)));
  return matches.map((match) => match[2] ?? "");
}

function modulesIn(line: string): string[] {
  const from = FROM.exec(line)?.[1];
  if (from !== undefined) return [from];
  const names = IMPORT.exec(line)?.[1]?.split(",") ?? [];
  return names.flatMap((name) => /^\s*([A-Za-z_]\w*)/.exec(name)?.[1] ?? []);
}

const portsIn = (line: string): string[] => [...line.matchAll(PORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
