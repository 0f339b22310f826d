import { createReadStream } from "node:fs";
import { failure } from "../../model/errors/failure.ts";
import type { TestResult } from "../../model/suite-report.ts";

/** A suite's JUnit XML, read. */
export interface JunitReport {
  readonly results: readonly TestResult[];
}

/** What is kept of a failure's text; the whole stays in the file. */
const TEXT_LIMIT = 20_000;

interface Case {
  readonly suite: string;
  readonly attributes: Readonly<Record<string, string>>;
  outcome: TestResult["outcome"];
  message: string | undefined;
  text: string;
}

/**
 * Reads JUnit XML as it streams by, whatever its size. Nothing is fetched: a DOCTYPE is refused, and an entity that XML does not know is an
 * error. Duplicates are kept apart by their n-th occurrence.
 * @source rules-server 7
 * @throws SEA-4204 when it is not there, not whole, or no JUnit
 */
export async function readJunit(file: string): Promise<JunitReport> {
  const { SaxesParser } = await import("saxes");
  const results: TestResult[] = [];
  const seen: Seen = { occurrences: new Map(), files: new Map() };
  const suites: string[] = [];
  let current: Case | undefined;
  let inside: string | undefined;
  let root = false;
  const parser = new SaxesParser({ xmlns: false, position: true });
  const refuse = (what: string): never => {
    throw failure("SEA-4204", { what: `${what} (line ${parser.line})` });
  };
  parser.on("error", (error) => refuse(error.message.replace(/^\S+ /, "")));
  parser.on("doctype", () => refuse("it holds a DOCTYPE"));
  parser.on("opentag", ({ name, attributes }) => {
    if (!root && name !== "testsuites" && name !== "testsuite") refuse(`it begins with <${name}>, which is no JUnit`);
    root = true;
    if (name === "testsuite") suites.push(attributes["name"] ?? "");
    if (name === "testcase")
      current = { suite: suites.at(-1) ?? "", attributes: { ...attributes }, outcome: "passed", message: undefined, text: "" };
    if (current === undefined || (name !== "failure" && name !== "error" && name !== "skipped")) return;
    inside = name;
    current.outcome = name === "skipped" ? "skipped" : "failed";
    current.message ??= attributes["message"];
  });
  const keep = (text: string): void => {
    if (current && inside !== undefined && current.text.length < TEXT_LIMIT) current.text += text.slice(0, TEXT_LIMIT);
  };
  parser.on("text", keep);
  parser.on("cdata", keep);
  parser.on("closetag", ({ name }) => {
    if (name === inside) inside = undefined;
    if (name === "testsuite") suites.pop();
    if (name !== "testcase" || current === undefined) return;
    results.push(toResult(current, seen));
    current = undefined;
  });
  try {
    for await (const chunk of createReadStream(file, "utf8")) parser.write(chunk as string);
    parser.close();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") throw failure("SEA-4204", { what: "nothing was written" }, { cause: thrown });
    throw thrown;
  }
  return { results };
}

/** A text of its own: what a parser cuts out of a chunk keeps the whole chunk in memory, and a report of 100 MB with it. */
const apart = (text: string): string => Buffer.from(text).toString();

/** Names that thousands of tests share are kept once. */
interface Seen {
  readonly occurrences: Map<string, number>;
  readonly files: Map<string, string>;
}

function toResult({ suite, attributes, outcome, message, text }: Case, { occurrences, files }: Seen): TestResult {
  const { classname = "", name = "", line, time } = attributes;
  const file = attributes["file"] === undefined ? undefined : once(files, attributes["file"]);
  const bare = [suite, file ?? "", classname, name].join(" ");
  const nth = (occurrences.get(bare) ?? 0) + 1;
  occurrences.set(bare, nth);
  const told = outcome === "failed" ? tellingLine(message, text) : message;
  return {
    id: nth === 1 ? bare : `${bare} (${nth})`,
    name: nodeId(classname, name, file),
    ...(file === undefined ? {} : { file }),
    // pytest counts lines from 0.
    ...(line === undefined ? {} : { line: Number(line) + 1 }),
    outcome,
    durationMs: Math.round(Number(time ?? 0) * 1_000),
    ...(told === undefined || told === "" ? {} : { message: apart(told) }),
    ...(outcome === "failed" && text !== "" ? { text: apart(text) } : {}),
  };
}

function once(known: Map<string, string>, text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  const own = apart(text);
  known.set(own, own);
  return own;
}

/** As pytest names it: `tests/test_users.py::TestForm::test_expired`. */
function nodeId(classname: string, name: string, file: string | undefined): string {
  if (file === undefined) return classname === "" ? name : `${classname}.${name}`;
  const module = file.replace(/\.py$/, "").replaceAll("/", ".");
  const inside = classname.startsWith(`${module}.`) ? classname.slice(module.length + 1).split(".") : [];
  return [file, ...inside, name].join("::");
}

/** The first line that says what was wrong: pytest marks those of its traceback with `E`. */
function tellingLine(message: string | undefined, text: string): string | undefined {
  const marked = /^E {2,}(.+)$/m.exec(text)?.[1];
  return (marked ?? message?.split("\n")[0])?.trim();
}
