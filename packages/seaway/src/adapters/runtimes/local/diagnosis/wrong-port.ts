import { heldBy, listeningSockets, type ListeningSocket } from "./listening-sockets.ts";
import { processTree } from "./process-tree.ts";

/** How long a program may listen elsewhere before that is taken as its answer: some open a port for something else first. */
const TOLERATED_MS = 5_000;

/** Watches where an instance listens while nobody answers at its port. */
export function portWatch(rootPid: number, assigned: number, now: () => number): { look(): string | undefined } {
  let elsewhereSince: number | undefined;
  return {
    /** @returns where it listens, once that has been another port than the assigned one for 5 seconds */
    look: () => {
      const sockets = heldBy(processTree(rootPid), listeningSockets());
      if (sockets.length === 0 || sockets.some(({ port }) => port === assigned)) {
        elsewhereSince = undefined;
        return undefined;
      }
      elsewhereSince ??= now();
      return now() - elsewhereSince >= TOLERATED_MS ? sockets.map(inWords).join(", ") : undefined;
    },
  };
}

const inWords = ({ host, port }: ListeningSocket): string => `${host}:${port}`;
