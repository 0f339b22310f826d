import type { CommandResult } from "../../../../engine/ports/connection.ts";
import { failure } from "../../../../model/errors/failure.ts";
import type { SeawayError } from "../../../../model/errors/failure.ts";
import type { RequirementsFile } from "./requirements.ts";
import { findRequirement } from "./requirements.ts";

/** How pip and uv name the package that stood in the way; the first one that matches is the story. */
const NAMED = [
  /No matching distribution found for ([A-Za-z0-9][\w.-]*)/,
  /Could not find a version that satisfies the requirement ([A-Za-z0-9][\w.-]*)/,
  /Failed (?:building wheel for|to build) [`'"]?([A-Za-z0-9][\w.-]*)/,
  /([A-Za-z0-9][\w.-]*) was not found in the (?:package registry|cache|provided)/,
  /there is no version of ([A-Za-z0-9][\w.-]*?)(?:\[|[=<>!~]|\s|$)/,
  /Cannot install ([A-Za-z0-9][\w.-]*)/,
];

/** `(from line 3 of /…/.requirements/backend/requirements.txt)`, and uv's `at …/requirements.txt:3:1`. */
const PLACED = [/from line (\d+) of .*?\.requirements\/(.+?)\)/, /\.requirements\/(.+?):(\d+):\d+/];

/** An installer's failure as ours: its last lines, and the line of the user's file that it is about. */
export function installFailure(service: string, result: CommandResult, files: readonly RequirementsFile[]): SeawayError {
  const said = result.tail.join("\n");
  const requirement = NAMED.map((pattern) => pattern.exec(said)?.[1]).find((name) => name !== undefined);
  const position = placeOf(said, files) ?? (requirement === undefined ? undefined : findRequirement(files, requirement));
  return failure("SEA-4104", { service, requirement }, { log: result.tail, ...(position === undefined ? {} : { position }) });
}

function placeOf(said: string, files: readonly RequirementsFile[]): ReturnType<typeof findRequirement> {
  const [pip, uv] = PLACED.map((pattern) => pattern.exec(said));
  const [path, line] = pip ? [pip[2], Number(pip[1])] : [uv?.[1], Number(uv?.[2])];
  const file = files.find((file) => file.path === path);
  return file && { file: file.path, line, column: 1, snippet: file.content.split(/\r?\n/)[line - 1] ?? "" };
}
