import { errors } from "../../model/errors/errors.ts";
import type { Entry } from "../../model/errors/catalogue.ts";
import type { Problem } from "../../model/problem.ts";

/** What a command returns to its caller (ux-cli 2.8). A run that ended carries its own code: 20 to 27. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  credential: 3,
  busy: 4,
  inputNeeded: 5,
  stale: 6,
  changes: 10,
  changesLosingData: 11,
  provision: 20,
  build: 22,
  rollout: 25,
  interrupted: 130,
  terminated: 143,
} as const;

/** Where a code's first digit says enough; entries that differ carry their own. */
const BY_DIGIT: Readonly<Record<string, number>> = {
  1: EXIT.usage,
  2: EXIT.usage,
  3: EXIT.provision,
  4: EXIT.build,
  5: EXIT.rollout,
  7: EXIT.credential,
  8: EXIT.internal,
  9: EXIT.internal,
};

/** The exit code of a command that an error ended before there was a run, or outside one. */
export function exitCodeOf({ code }: Pick<Problem, "code">): number {
  const entry = (errors as Readonly<Record<string, Entry<never>>>)[code];
  return entry?.exit ?? BY_DIGIT[code.charAt("SEA-".length)] ?? EXIT.internal;
}
