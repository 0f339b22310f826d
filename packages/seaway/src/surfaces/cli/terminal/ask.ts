import { createInterface } from "node:readline";
import { failure } from "../../../model/errors/failure.ts";
import { Interrupted } from "./interrupted.ts";
import type { Io } from "./io.ts";

export interface Asking {
  /** What the question is about, for the refusal where nobody can be asked. */
  readonly question: string;
  /** What answers it on the command line. */
  readonly flag: string;
  readonly noInput: boolean;
}

/** One line from a person. @throws SEA-1101 at once where there is no terminal, or Interrupted on Ctrl-C */
export function ask(prompt: string, asking: Asking, io: Io): Promise<string> {
  mustBeAbleToAsk(asking, io);
  const reader = createInterface({ input: io.stdin, output: process.stderr, terminal: true });
  return new Promise((resolve, reject) => {
    let answer: string | undefined;
    reader.on("SIGINT", () => {
      io.err("");
      reject(new Interrupted());
      reader.close();
    });
    reader.on("close", () => {
      if (answer === undefined) io.err(""); // Ctrl-D: no answer is no consent
      resolve(answer ?? "");
    });
    reader.question(io.style.text(prompt), (text) => {
      answer = text.trim();
      reader.close();
    });
  });
}

function mustBeAbleToAsk({ question, flag, noInput }: Asking, io: Io): void {
  if (noInput || !io.stdin.isTTY) throw failure("SEA-1101", { question, flag });
}

/** One of several answers; the last one where nothing was typed. Those who listen get a numbered list. */
export async function choose<Answer extends string>(question: string, answers: readonly Answer[], asking: Asking, io: Io): Promise<Answer> {
  const fallback = answers.includes("no" as Answer) ? ("no" as Answer) : answers[0]!;
  if (io.screen.glyphs === "words") {
    const list = answers.map((answer, index) => `${index + 1}. ${answer}`).join("\n");
    const typed = await ask(`${question}\n${list}\nNumber, or Enter for ${fallback}: `, asking, io);
    return answers[Number(typed) - 1] ?? answers.find((answer) => answer === typed) ?? fallback;
  }
  const hint = answers.map((answer) => (answer === "yes" ? "y" : answer === "no" ? "N" : answer)).join("/");
  const typed = (await ask(`${question} [${hint}] `, asking, io)).toLowerCase();
  return answers.find((answer) => typed !== "" && answer.startsWith(typed)) ?? fallback;
}

/** A line that is not shown while it is typed: a secret. @throws SEA-1101 or Interrupted */
export function askHidden(prompt: string, asking: Asking, io: Io): Promise<string> {
  mustBeAbleToAsk(asking, io);
  const { stdin } = io;
  io.raw(io.style.text(prompt));
  stdin.setRawMode(true);
  return new Promise((resolve, reject) => {
    let typed = "";
    const finish = (settle: () => void): void => {
      stdin.off("data", read);
      stdin.pause();
      stdin.setRawMode(false);
      io.raw("\r\n");
      settle();
    };
    const read = (bytes: Buffer): void => {
      for (const sign of bytes.toString("utf8")) {
        if (sign === "\r" || sign === "\n" || sign === "\u0004") return finish(() => resolve(typed));
        if (sign === "\u0003") return finish(() => reject(new Interrupted()));
        if (sign === "\u007F" || sign === "\b") typed = Array.from(typed).slice(0, -1).join("");
        else if (sign === "\u0015") typed = "";
        else typed += sign;
      }
    };
    stdin.on("data", read);
    stdin.resume();
  });
}
