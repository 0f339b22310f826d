import type { GroupWriter } from "./group-writer.ts";
import { writing } from "./writing.ts";

/**
 * Writes in the thread that asks, which waits for the disk meanwhile: a millisecond or two each time, where a worker takes 40 to start. For
 * a command, which writes two or three times in its life and has nothing else to do.
 */
export function directWriter(file: string): GroupWriter {
  const { carryOut, close } = writing(file);
  return {
    submit: async (operation) => carryOut([operation])[0]!,
    close: async () => close(),
  };
}
