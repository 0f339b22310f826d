import type { Holder } from "../events/run-event.ts";
import { runLabel } from "../numbers.ts";
import { catalogue } from "./catalogue.ts";

const KEEP_A_COPY =
  "\n\nWhat serves goes on: the runtime and the databases do not need the store. Keep a copy of the store's folder before you change anything in it.";

/** The store and the lock: SEA-80xx to SEA-82xx. */
export const engineErrors = catalogue({
  "SEA-8001": {
    sentence: ({ file }: { file: string }) => `the store ${file} is cut off: its end is missing`,
    remedy: ({ file }: { file: string }) =>
      `put a whole copy of ${file} and its -wal file back, taken while no Seaway ran or with VACUUM INTO`,
    explain:
      "The store's first page says how long the file is, and the file is shorter, with no log beside it that holds the rest. That comes from a copy " +
      "or a restore that was interrupted, or from a file system that lost writes. Seaway itself, killed at any moment, leaves no such file.\n\n" +
      "Nothing was read from it, because half of a history looks like a whole one." +
      KEEP_A_COPY,
  },
  "SEA-8002": {
    sentence: ({ file, what }: { file: string; what: string }) => `the store ${file} is damaged: ${what}`,
    remedy: ({ file }: { file: string }) => `put a good copy of ${file} back; the damaged one is only read, never overwritten`,
    explain:
      "The file is no database, or a check of it failed: its structure, the check sum that each row carries, or an event that is missing from the middle " +
      "of a run. That comes from a failing disk, or from a program that wrote into the file.\n\n" +
      "Reading stops at the damage, so that no decision rests on it." +
      KEEP_A_COPY,
  },
  "SEA-8003": {
    sentence: ({ file, found, known }: { file: string; found: number; known: number }) =>
      `the store ${file} was written by a newer Seaway (schema ${found}, this one knows ${known})`,
    remedy: "use the newer Seaway again, on every machine and account that shares this store",
    explain:
      "A newer Seaway changes its store forward and never back, because what it recorded may have no place in the old form. This Seaway did not touch the " +
      "file. Install at least the version that wrote it.",
  },
  "SEA-8004": {
    sentence: ({ file, what }: { file: string; what: string }) => `the store ${file} cannot be used: ${what}`,
    remedy: "make its folder one that you may read and write, on a local disk",
    explain:
      "Seaway keeps a project's store in a folder of your own, mode 0700, and its file with mode 0600. The folder or the file belongs to somebody else, is " +
      "read-only, or lies on a file system without locks (some network file systems).\n\n" +
      "Nothing was written. A common cause is one command run with `sudo`: give the files back with `chown`.",
  },
  "SEA-8005": {
    sentence: ({ file, waitedMs }: { file: string; waitedMs: number }) =>
      `another process has been writing to the store ${file} for ${Math.round(waitedMs / 1_000)} s`,
    remedy: "end or continue the Seaway process that was stopped in the middle of a write (state T in `ps`), then run the command again",
    explain:
      "A write takes about a millisecond, and writers take turns. This one waited in vain, so somebody keeps the turn: usually a process that was stopped " +
      "(SIGSTOP, a debugger) inside a write, or a disk that does not answer.\n\nNothing of this write was kept.",
  },
  "SEA-8006": {
    sentence: ({ file, what }: { file: string; what: string }) => `the store ${file} could not be written: ${what}`,
    remedy: "make room on its disk, or look for its errors in the kernel's log, then run  seaway up --resume",
    explain:
      "The disk is full or reported an error while the store was written. The whole write was taken back: nothing is half there, and what was acknowledged " +
      "before is safe. Running commands keep their output in files of their own.\n\nAfter the cause is gone, `seaway up --resume` goes on.",
  },
  "SEA-8101": {
    sentence: ({ environment, fence, holder }: { environment: string; fence: number; holder: Holder | undefined }) =>
      holder === undefined
        ? `this run no longer holds ${environment} (lock ${fence} was given back), so nothing was written`
        : `${environment} was taken over by ${runLabel(holder.run)} of ${holder.user} on ${holder.machine}, so nothing was written`,
    remedy: "look at what the other run does:  seaway status",
    explain:
      "One run at a time changes an environment. Its lock is a lease that the run renews; when a run stands still longer than that (a sleeping laptop, a " +
      "stopped process), another one takes the environment over, and every write of the first is refused from then on, whole.\n\n" +
      "Nothing is wrong with the environment: the run that took over decides. Commands of this run that were still working are left to it.",
  },
  "SEA-8301": {
    sentence: ({ program }: { program: string }) => `${program} was started and is gone, and left no exit code`,
    remedy: "look at what it wrote, then run  seaway up --resume",
    explain:
      "A command runs apart from the engine and leaves its exit code in a file, so that an engine that was killed learns how it ended. This one's file is " +
      "missing and its process is gone: the machine went down or was restarted under it, or the command was killed together with the small program that " +
      "waits for it.\n\n" +
      "What it had done by then is done. Seaway runs it again only where doing it twice does no harm.",
  },
  "SEA-8302": {
    sentence: ({ program, message }: { program: string; message: string }) => `${program} could not be started: ${message}`,
    remedy: "read the message, make good what it names, then run the command again",
    explain:
      "Nothing of the program ran. Either a path that it needs is not there, or its folder can't be written (a full disk, a read-only file system), or the " +
      "name of one of its environment variables is not made of letters, digits and underscores.",
  },
  "SEA-8303": {
    sentence: ({ first, last }: { first: number; last: number }) =>
      `no user number is free for a new environment: ${first} to ${last} are all given out`,
    remedy: "destroy environments that nobody needs any more; each gives its number back",
    explain:
      "As root, what users wrote never runs as root: every environment, every project's builds and every test run get a user number of their own, without a " +
      "login. The numbers are recorded in /var/lib/seaway/identities, for all projects of this machine. An environment keeps its number until it is destroyed.",
  },
});
