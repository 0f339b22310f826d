import { catalogue } from "./catalogue.ts";

export const internalErrors = catalogue({
  "SEA-9001": {
    sentence: ({ message }: { message: string }) => `a mistake of ours: ${message}`,
    remedy: "run the command again with -vv and report the trace",
    explain:
      "Seaway met a state that it should have prevented. Nothing of yours is wrong.\n\n" +
      "What was finished before it is recorded; `seaway up --resume` goes on from there.",
    exit: 1,
  },
});
