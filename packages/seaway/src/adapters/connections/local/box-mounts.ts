import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Sandbox } from "../../../engine/ports/connection.ts";
import { failure } from "../../../model/errors/failure.ts";
import type { Identity } from "./identities.ts";

/**
 * The words for `init.sh` that make the mounts of a box. What a uid without login needs often lies below a folder of mode 0700 (the store,
 * a pyenv in its owner's home): that folder is covered by an empty one that can be passed but not read, and the needed paths are bound
 * into it at their own places.
 * @throws SEA-8302 when a path is not there
 */
export function boxMounts(sandbox: Sandbox, identity: Identity | undefined, program: string): readonly string[] {
  const words: string[] = [];
  // First, while the files are still where their paths say.
  if (sandbox.hosts !== undefined) words.push("over", sandbox.hosts, "/etc/hosts");
  if (sandbox.network === "none") words.push("loopback");
  for (const folder of sandbox.hide ?? []) if (existsSync(folder)) words.push("hide", realpathSync(folder));
  if (identity !== undefined) words.push("over", identity.passwd, "/etc/passwd");
  const needed = [...wanted(sandbox.read, "read", program), ...wanted(sandbox.write, "write", program)];
  const bound = [...(identity === undefined ? [] : bindings(needed, identity)), ...mounted(sandbox, program)];
  // Last: what it is bound into must be where it belongs.
  const memory = (sandbox.memory ?? []).flatMap((folder) => ["memory", folder]);
  if (bound.length === 0) return [...words, ...memory];
  const stage = stageBeside([...sandbox.read, ...sandbox.write]);
  words.push("stage", stage, ...bound.flatMap(({ source }) => ["keep", source]));
  for (const [index, { hide, access, target }] of bound.entries()) {
    if (hide !== undefined) words.push("hide", hide);
    words.push(access, String(index + 1), target);
  }
  return [...words, "unstage", stage, ...memory];
}

interface Wanted {
  readonly source: string;
  readonly target: string;
  readonly access: "read" | "write";
}

/** What is bound elsewhere is bound last: its path may lie in a folder that was covered. */
const mounted = ({ mounts = [] }: Sandbox, program: string): readonly (Wanted & { readonly hide?: string })[] =>
  mounts.map(({ folder, path }) => ({ source: realPath(folder, program), target: join(path), access: "write" }));

/** A path that leads through a link is needed twice: as it is written, and where it leads. */
function wanted(paths: readonly string[], access: Wanted["access"], program: string): readonly Wanted[] {
  return paths.flatMap((path) => {
    const source = realPath(path, program);
    return [...new Set([source, join(path)])].map((target) => ({ source, target, access }));
  });
}

function realPath(path: string, program: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw failure("SEA-8302", { program, message: `${path} is not there` }, { cause });
  }
}

/** From the outside in: a folder is bound before what lies in it, and each closed folder is covered before the first path below it. */
function bindings(wanted: readonly Wanted[], identity: Identity): readonly (Wanted & { readonly hide?: string })[] {
  const hidden: string[] = [];
  const bound: (Wanted & { readonly hide?: string })[] = [];
  for (const want of wanted.toSorted((a, b) => depth(a.target) - depth(b.target))) {
    const within = bound.filter(({ target }) => isBelow(want.target, target)).at(-1);
    const closed = ancestors(want.target).find(
      (folder) => (within === undefined || isBelow(folder, within.target)) && isClosed(folder, identity),
    );
    const covered = hidden.some((folder) => isBelow(want.target, folder) && (within === undefined || isBelow(folder, within.target)));
    const narrowed = within !== undefined && within.access === "read" && want.access === "write";
    if (closed === undefined && !covered && !narrowed) continue;
    const hide = closed === undefined || hidden.includes(closed) ? undefined : closed;
    if (hide !== undefined) hidden.push(hide);
    bound.push(hide === undefined ? want : { ...want, hide });
  }
  return bound;
}

/** Whether this user may not pass through a folder. */
function isClosed(folder: string, { uid, gid }: { readonly uid: number; readonly gid: number }): boolean {
  const entry = statSync(folder, { throwIfNoEntry: false });
  if (entry === undefined) return false;
  const passes = entry.uid === uid ? 0o100 : entry.gid === gid ? 0o010 : 0o001;
  return (entry.mode & passes) === 0;
}

/** Folders above a path, the outermost first; `/` is always open. */
function ancestors(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "/" ? [] : [...ancestors(parent), parent];
}

const depth = (path: string): number => path.split("/").length;
const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** Where sources are kept meanwhile: a standard folder in which none of them lies. */
function stageBeside(paths: readonly string[]): string {
  const stage = ["/mnt", "/media", "/opt", "/srv"].find(
    (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() && !paths.some((path) => isBelow(realpathSync(path), folder)),
  );
  if (stage === undefined) throw new Error("every standard folder holds something that a box needs");
  return stage;
}
