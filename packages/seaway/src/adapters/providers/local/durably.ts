import { basename } from "node:path";
import type { Command, CommandResult, Connection } from "../../../engine/ports/connection.ts";
import { failure, SeawayError } from "../../../model/errors/failure.ts";

/** A command that is lost this often is not lost by accident. */
const ATTEMPTS = 3;

/**
 * Does what may be done again when the machine went down under it. Each attempt has folders, and so ids, of its own; a resumed run walks
 * through the same ones and attaches to the last.
 * @param attempt number 1, 2 …: it must not trip over what a lost one left.
 */
export async function untilNotLost<Result>(attempt: (number: number) => Promise<Result>): Promise<Result> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (thrown) {
      if (!isLost(thrown) || number === ATTEMPTS) throw thrown;
    }
  }
}

export const isLost = (thrown: unknown): boolean => thrown instanceof SeawayError && thrown.problem.code === "SEA-8301";

/** `folder` for the first attempt, `folder-2` for the second. */
export const ofAttempt = (folder: string, number: number): string => (number === 1 ? folder : `${folder}-${number}`);

/**
 * Starts a command, attaches to it, or returns its result.
 * @throws the signal's reason when it was cancelled; SEA-8301 too when an earlier engine cancelled it and died before it could tidy up.
 */
export async function runIn(folder: string, command: Command, connection: Connection, signal: AbortSignal): Promise<CommandResult> {
  const result = await connection.run(command, { folder, signal });
  if (result.cancelled) {
    signal.throwIfAborted();
    throw failure("SEA-8301", { program: basename(command.argv[0] ?? "") });
  }
  return result;
}
