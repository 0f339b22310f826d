import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The program that a shell would find; undefined when no folder of the PATH has it. */
export function findProgram(name: string, path: string | undefined = process.env.PATH): string | undefined {
  return (path ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
