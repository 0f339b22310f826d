import { open, type FileHandle } from "node:fs/promises";

/** Reads what is appended to a file, across its rotation. */
export interface Tail {
  /** The whole lines that were written since the last call. */
  read(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const CHUNK = 64 * 1024;

/** @param from where to begin: at the file's end, or at its start because it is new */
export async function tailFile(path: string, from: "end" | "start"): Promise<Tail> {
  let handle: FileHandle | undefined = await openIfThere(path);
  let offset = from === "end" && handle ? (await handle.stat()).size : 0;
  let pending: Buffer = Buffer.alloc(0);

  const drain = async (): Promise<string[]> => {
    const lines: string[] = [];
    const chunk = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = handle ? await handle.read(chunk, 0, CHUNK, offset) : { bytesRead: 0 };
      if (bytesRead === 0) return lines;
      offset += bytesRead;
      pending = Buffer.concat([pending, chunk.subarray(0, bytesRead)]);
      const end = pending.lastIndexOf(10);
      if (end === -1) continue;
      lines.push(...pending.subarray(0, end).toString("utf8").split("\n"));
      pending = pending.subarray(end + 1);
    }
  };

  return {
    read: async () => {
      const lines = await drain();
      const now = await openIfThere(path);
      if (now === undefined || (handle && (await sameFile(handle, now)))) {
        await now?.close();
        return lines;
      }
      // Renamed away and begun anew: what the old one got until now was read above or is read here.
      lines.push(...(await drain()));
      await handle?.close();
      [handle, offset, pending] = [now, 0, Buffer.alloc(0)];
      return [...lines, ...(await drain())];
    },
    close: async () => {
      await handle?.close();
      handle = undefined;
    },
  };
}

async function sameFile(a: FileHandle, b: FileHandle): Promise<boolean> {
  const [one, other] = await Promise.all([a.stat(), b.stat()]);
  return one.ino === other.ino && one.dev === other.dev;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
