import { existsSync, rmSync, watch, type FSWatcher } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { createMasker } from "../../../std/mask.ts";

const CHUNK_BYTES = 256 * 1024;

export interface MaskedLog {
  /** Takes in the rest of what the command wrote, makes the log durable and deletes the spool. */
  seal(): Promise<void>;
  /** Leaves everything as it is; another process may go on. */
  leave(): Promise<void>;
}

/**
 * Follows a private spool and writes its bytes, without the secrets, to the log. What the masker gives out depends on the bytes alone, not
 * on how they were cut: so the length of the log is the record of how far it came. After a crash the spool is masked from its start and
 * written on from there; two followers would write the same bytes to the same places.
 */
export async function followMasked(spool: string, log: string, secrets: readonly string[]): Promise<MaskedLog> {
  if (!existsSync(spool)) return { seal: async () => {}, leave: async () => {} };
  const source = await open(spool, "r");
  const target = await open(log, "a+", 0o600)
    .then((made) => made.close())
    .then(() => open(log, "r+"));
  const masker = createMasker(secrets);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let readBytes = 0;
  let shownBytes = 0;
  const already = (await stat(log)).size;

  async function show(bytes: Uint8Array): Promise<void> {
    const skipped = Math.min(Math.max(already - shownBytes, 0), bytes.length);
    await writeAll(target, bytes.subarray(skipped), shownBytes + skipped);
    shownBytes += bytes.length;
  }

  async function drain(): Promise<void> {
    for (;;) {
      const { bytesRead } = await source.read(chunk, 0, chunk.length, readBytes);
      if (bytesRead === 0) return;
      readBytes += bytesRead;
      await show(masker.push(chunk.subarray(0, bytesRead)));
    }
  }

  const follower = whenever(spool, drain);
  async function close(): Promise<void> {
    await Promise.all([source.close(), target.close()]);
  }
  return {
    async seal() {
      await follower.stop();
      await drain();
      await show(masker.end());
      await target.sync();
      await close();
      rmSync(spool, { force: true });
    },
    async leave() {
      await follower.stop();
      await close();
    },
  };
}

async function writeAll(target: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await target.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
}

/** Acts at each change of a file, one at a time, and once more for changes during an act. */
function whenever(file: string, act: () => Promise<void>): { readonly stop: () => Promise<void> } {
  let acting: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failed: unknown;
  async function go(): Promise<void> {
    do {
      again = false;
      await act();
    } while (again);
  }
  const changed = (): void => {
    again = true;
    if (stopped || failed !== undefined) return;
    acting ??= go()
      .catch((cause: unknown) => void (failed = cause))
      .finally(() => void (acting = undefined));
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(file, changed);
  } catch {}
  // What was written before the watch began, and all of it where no more watches are to be had.
  const timer = setInterval(changed, 200);
  changed();
  return {
    async stop() {
      stopped = true;
      watcher?.close();
      clearInterval(timer);
      await acting;
      if (failed !== undefined) throw failed;
    },
  };
}
