import { randomBytes, createHash } from "node:crypto";
import { chmodSync, chownSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../../model/errors/failure.ts";
import { isRoot } from "./isolation.ts";

/** A user of this machine without a login, under which one environment, build or test run does its work. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** Its home: writable by it alone. */
  readonly home: string;
  /** The machine's /etc/passwd and one line for it, bound over the original: programs that ask who they are get an answer. */
  readonly passwd: string;
}

/**
 * Free in both books that share these numbers out (Debian gives 60000 to 64999 to few packages by name, systemd leaves 60706 to 61183),
 * and below 65536, which is all that many containers have.
 * @source https://www.debian.org/doc/debian-policy/ch-opersys.html#uid-and-gid-classes
 * @source https://systemd.io/UIDS-GIDS/
 */
const FIRST = 60_710;
const LAST = 61_179;

/** Machine-wide, so not below anybody's state folder: two state folders must not share a uid. */
const ROOM = "/var/lib/seaway";
const REGISTRY = join(ROOM, "identities");
const HOMES = join(ROOM, "homes");

/** Under which the installers of a project's builds run; what they cache lies below a folder of it. */
export const buildIdentity = (project: string): string => `build:${project}`;

/**
 * The identity of a key (`environment:<project id>/<name>`), the same one until it is released. Given out without a lock: files are made
 * whole by `link`, which never replaces. `uid/60710` holds its key, `key/<hash>` the uid that counts.
 * @returns undefined when this process is not root: then everything runs as its user.
 * @throws SEA-8303 when every number is taken
 */
export async function identityFor(key: string): Promise<Identity | undefined> {
  if (!isRoot()) return undefined;
  for (const folder of [ROOM, HOMES]) passable(folder);
  for (const folder of ["uid", "key"]) mkdirSync(join(REGISTRY, folder), { recursive: true, mode: 0o700 });
  const uid = recorded(key) ?? claim(key);
  return { uid, gid: uid, home: homeOf(uid), passwd: passwdOf(uid) };
}

/** Takes an identity back, its home included. Nothing happens when there is none. */
export async function releaseIdentity(key: string): Promise<void> {
  if (!isRoot()) return;
  rmSync(keyFile(key), { force: true });
  for (const uid of claimed()) {
    if (holderOf(uid) !== key) continue;
    rmSync(join(HOMES, String(uid)), { recursive: true, force: true });
    rmSync(join(HOMES, `${uid}.passwd`), { force: true });
    rmSync(uidFile(uid), { force: true });
  }
}

/** Whether a number is one of those that are given out here, whoever has it now. */
export const isOurs = (uid: number): boolean => uid >= FIRST && uid <= LAST;

const uidFile = (uid: number): string => join(REGISTRY, "uid", String(uid));
const keyFile = (key: string): string => join(REGISTRY, "key", createHash("sha256").update(key).digest("hex"));
const recorded = (key: string): number | undefined => toNumber(read(keyFile(key)));
const holderOf = (uid: number): string | undefined => read(uidFile(uid));
const toNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function claimed(): readonly number[] {
  try {
    return readdirSync(join(REGISTRY, "uid")).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function claim(key: string): number {
  // A claim without its key: whoever made it was killed in between, or is just about to finish. Either way it is this key's.
  const uid = claimed().find((uid) => holderOf(uid) === key) ?? claimFree(key);
  if (put(keyFile(key), String(uid))) return uid;
  const counts = recorded(key);
  if (counts !== uid) rmSync(uidFile(uid), { force: true });
  return counts ?? claim(key);
}

function claimFree(key: string): number {
  const taken = new Set([...claimed(), ...numbersIn("/etc/passwd"), ...numbersIn("/etc/group"), ...runningUsers()]);
  for (let uid = FIRST; uid <= LAST; uid++) if (!taken.has(uid) && put(uidFile(uid), key)) return uid;
  throw failure("SEA-8303", { first: FIRST, last: LAST });
}

/** Both files have their number in the third field. */
const numbersIn = (file: string): readonly number[] => (read(file) ?? "").split("\n").map((line) => Number(line.split(":")[2]));

/** A process of a released identity may still be ending. */
function runningUsers(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statSync(join("/proc", pid), { throwIfNoEntry: false })?.uid ?? -1);
}

/** Makes a file with its whole content at once; @returns false when there is one already. */
function put(file: string, content: string): boolean {
  const draft = join(REGISTRY, `.${randomBytes(8).toString("hex")}`);
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  } finally {
    rmSync(draft);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function homeOf(uid: number): string {
  const home = join(HOMES, String(uid));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, uid, uid);
  return home;
}

/** Everybody may pass to what is theirs, nobody may look around. */
function passable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
}

function passwdOf(uid: number): string {
  const file = join(HOMES, `${uid}.passwd`);
  const whole = `${(read("/etc/passwd") ?? "").trimEnd()}\nseaway-${uid}:x:${uid}:${uid}:Seaway:${join(HOMES, String(uid))}:/usr/sbin/nologin\n`;
  if (read(file) === whole) return file;
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, whole, { mode: 0o644 });
  renameSync(draft, file);
  return file;
}
