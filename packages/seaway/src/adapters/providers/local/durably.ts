import type { Command, CommandResult, Connection } from "../../../engine/ports/connection.ts";
import { SeawayError } from "../../../model/errors/failure.ts";

/** A command that is lost this often is not lost by accident. */
const ATTEMPTS = 3;

/**
 * Runs a command that may be repeated when the machine went down under it. Each attempt has a folder, and so an id, of its own; a resumed
 * run walks through the same ones and attaches to the last.
 * @param attempt gives command and folder of attempt 1, 2 …: an attempt must not trip over what a lost one left.
 * @throws the signal's reason when the command was cancelled by it.
 */
export async function durably(
  connection: Connection,
  signal: AbortSignal,
  attempt: (number: number) => { readonly command: Command; readonly folder: string },
): Promise<CommandResult> {
  for (let number = 1; ; number += 1) {
    try {
      const { command, folder } = attempt(number);
      const result = await connection.run(command, { folder, signal });
      if (result.cancelled) signal.throwIfAborted();
      return result;
    } catch (thrown) {
      if (!isLost(thrown) || number === ATTEMPTS) throw thrown;
    }
  }
}

export const isLost = (thrown: unknown): boolean => thrown instanceof SeawayError && thrown.problem.code === "SEA-8301";

/** `folder` for the first attempt, `folder-2` for the second. */
export const ofAttempt = (folder: string, number: number): string => (number === 1 ? folder : `${folder}-${number}`);
