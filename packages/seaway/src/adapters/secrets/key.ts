import { hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { failure } from "../../model/errors/failure.ts";

/**
 * The key of a project's store: 32 random bytes in a file of their own, as 64 hexadecimal digits, mode 0600. It never lies in the store.
 * What is computed with it uses keys derived from it, one a purpose.
 */
export interface Key {
  readonly path: string;
  readonly sealing: Buffer;
  readonly comparing: Buffer;
  /** Tells keys apart and says nothing about them. */
  readonly fingerprint: string;
}

/**
 * @returns undefined when there is no such file.
 * @throws SEA-7104 when others may read or write it, SEA-7105 when it holds no key.
 */
export async function readKey(path: string): Promise<Key | undefined> {
  const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw failure("SEA-7104", { path, what: "it cannot be opened" }, { cause });
  });
  if (file === undefined) return undefined;
  try {
    // Asked of the opened file, so that nobody can put another one there in between.
    const { mode, uid, isFile } = await file.stat().then((stat) => ({ mode: stat.mode & 0o777, uid: stat.uid, isFile: stat.isFile() }));
    if (!isFile) throw failure("SEA-7104", { path, what: "it is not an ordinary file" });
    if (![process.geteuid?.(), 0].includes(uid)) throw failure("SEA-7104", { path, what: `it belongs to user ${uid}` });
    if ((mode & 0o077) !== 0) throw failure("SEA-7104", { path, what: `its mode is 0${mode.toString(8)}` });
    const text = await file.readFile("latin1");
    if (!/^[0-9a-f]{64}\n?$/i.test(text)) throw failure("SEA-7105", { path });
    return deriveKey(path, Buffer.from(text.trim(), "hex"));
  } finally {
    await file.close();
  }
}

/** Makes the key, or returns the one that somebody else made at the same moment. It is on the disk before anything is sealed with it. */
export async function createKey(path: string): Promise<Key> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("hex")}\n`);
    await file.sync();
    await file.close();
    // A link, because unlike a rename it never replaces a key that is there.
    await link(draft, path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EEXIST") throw cause;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
  const key = await readKey(path);
  if (key === undefined) throw failure("SEA-7102", { path });
  return key;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function deriveKey(path: string, secret: Buffer): Key {
  const derive = (purpose: string, length: number): Buffer => Buffer.from(hkdfSync("sha256", secret, "seaway", purpose, length));
  return { path, sealing: derive("seal", 32), comparing: derive("compare", 32), fingerprint: derive("fingerprint", 8).toString("hex") };
}
