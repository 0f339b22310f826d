import { closeSync, openSync, readSync, rmSync, watch, type FSWatcher } from "node:fs";
import { createMasker } from "../../../../std/mask.ts";
import { lineStamper } from "./line-stamper.ts";
import { openOffsetPair } from "./offset-pair.ts";
import { punchHole } from "./punch-hole.ts";
import { openRotatingLog } from "./rotating-log.ts";

/**
 * An instance writes to a spool, which holds what it printed as it printed it. The runtime follows the spool, masks, puts the time before
 * each line and appends to the log that people read. What has been read is given back, so no secret stays on the disk for long.
 * Pairs of offsets make it exact: after a crash the log is cut to the last pair and reading goes on from there.
 */
export interface SpoolOptions {
  readonly spool: string;
  /** File of the offset pair, beside the spool. */
  readonly offsets: string;
  readonly log: string;
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Size at which the log begins a new file; default 50 MiB. */
  readonly fullBytes?: number;
}

export interface SpoolFollower {
  /** Reads what there is to the end and deletes the spool: its writer has ended. */
  finish(): Promise<void>;
  /** Lets go of the files and leaves them as they are. */
  stop(): void;
}

const CHUNK_BYTES = 128 * 1024;
/** An unfinished line is closed after this long without news: otherwise a prompt, or a secret in it, stays in the spool. */
const IDLE_MS = 700;
const PUNCH_DELAY_MS = 250;

export function followSpool({ spool, offsets, log: logPath, secrets, now, fullBytes }: SpoolOptions): SpoolFollower {
  const descriptor = openSync(spool, "a+", 0o600);
  const pair = openOffsetPair(offsets);
  const log = openRotatingLog(logPath, fullBytes);
  const masker = createMasker(secrets);
  const lines = lineStamper(now);
  let offset = resumeFrom();
  let settled = offset;
  let punched = offset;
  let open = true;
  let reading = false;
  let idle: NodeJS.Timeout | undefined;
  let punching: NodeJS.Timeout | undefined;

  function resumeFrom(): number {
    const last = pair.read();
    // The pair is written before the log rotates: another inode means that nothing of the new file is accounted for.
    if (last) log.truncate(last.inode === log.inode() ? last.log : 0);
    const from = last?.spool ?? 0;
    pair.write({ spool: from, log: log.size(), inode: log.inode() });
    return from;
  }

  function settle(upTo: number): void {
    settled = upTo;
    pair.write({ spool: upTo, log: log.size(), inode: log.inode() });
    if (log.rotate()) pair.write({ spool: upTo, log: log.size(), inode: log.inode() });
    punching ??= setTimeout(() => void punch(), PUNCH_DELAY_MS).unref();
  }

  async function punch(): Promise<void> {
    const upTo = settled;
    if (open && upTo > punched) await punchHole(spool, upTo);
    punched = upTo;
    punching = undefined;
    if (open && settled > punched) punching = setTimeout(() => void punch(), PUNCH_DELAY_MS).unref();
  }

  const append = (bytes: Uint8Array): void => log.append(lines.stamp(bytes));

  function closeLine(): void {
    append(masker.end());
    if (lines.inLine()) append(Buffer.from("\n"));
    settle(offset);
  }

  /** @returns whether there may be more */
  function readChunk(): boolean {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, offset);
    if (length === 0) return false;
    const whole = chunk.subarray(0, length).lastIndexOf(10) + 1;
    if (whole > 0) {
      append(masker.push(chunk.subarray(0, whole)));
      append(masker.end());
      settle(offset + whole);
    }
    if (whole < length) append(masker.push(chunk.subarray(whole, length)));
    offset += length;
    return true;
  }

  /** A chunk a turn: whoever prints without end must not keep the proxy from its requests. */
  function readOn(): void {
    if (!open) return;
    clearTimeout(idle);
    reading = readChunk();
    if (reading) setImmediate(readOn);
    else if (offset > settled) idle = setTimeout(() => open && closeLine(), IDLE_MS).unref();
  }

  const news = (): void => {
    if (!reading) readOn();
  };
  const watcher = watchOrPoll(spool, news);
  news();

  const stop = (): void => {
    if (!open) return;
    open = false;
    watcher();
    clearTimeout(idle);
    clearTimeout(punching);
    closeSync(descriptor);
    pair.close();
    log.close();
  };
  return {
    stop,
    finish: async () => {
      if (!open) return;
      for (let more = true; more; more = open && readChunk()) await new Promise((resolve) => setImmediate(resolve));
      if (!open) return;
      if (offset > settled) closeLine();
      stop();
      rmSync(spool, { force: true });
      rmSync(offsets, { force: true });
    },
  };
}

/** @returns how to end it. Where the kernel has no watch left for us, looking four times a second does. */
function watchOrPoll(path: string, news: () => void): () => void {
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(path, { persistent: false }, news);
    watcher.on("error", () => undefined);
    return () => watcher?.close();
  } catch {
    const timer = setInterval(news, 250).unref();
    return () => clearInterval(timer);
  }
}
