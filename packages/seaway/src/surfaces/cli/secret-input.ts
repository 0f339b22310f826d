import { failure } from "../../model/errors/failure.ts";
import type { Flags } from "./invocation.ts";
import { askHidden } from "./terminal/ask.ts";
import type { Io } from "./terminal/io.ts";

/** The value of a secret: from a hidden prompt on a terminal, else all of standard input without its last line end. Never from a flag. */
export async function readSecret(name: string, environment: string, flags: Flags, io: Io): Promise<string> {
  const value = io.stdin.isTTY
    ? await askHidden(
        `${name} for ${environment}: `,
        { question: `the value of ${name}`, flag: "its value on standard input", noInput: flags.has("no-input") },
        io,
      )
    : await wholeInput(io);
  if (value === "") throw failure("SEA-1402", { name });
  return value;
}

async function wholeInput({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
