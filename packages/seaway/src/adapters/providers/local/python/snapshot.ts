import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure } from "../../../../model/errors/failure.ts";
import { digestFile, executableMark } from "../../../sources/digest-files.ts";
import { removeSealed, sealFolder } from "./seal-folder.ts";

/** What lies beside a snapshot's files, in the same folder: how to tell that they are still the ones that were copied. */
export interface BundleRecord {
  readonly digest: string;
  /** Name of the environment's folder; keeps it from being pruned. */
  readonly environment: string;
  /** Path → size and ctime (in ns) of the copy; every change of content or mode moves the ctime. */
  readonly files: Readonly<Record<string, string>>;
}

const RECORD = "bundle.json";

/** Folder of a bundle below `artifacts/`: `sha256:5f2a…` → `5f2a…`. */
export const bundleFolder = (stateFolder: string, digest: string): string => join(stateFolder, "artifacts", digest.replace(/^sha256:/, ""));
export const sourceFolder = (bundle: string): string => join(bundle, "source");

/**
 * Copies exactly these files: each copy must have the digest that was planned. The folder gets its name when it is whole.
 * @param sources folder of the sources, and how it is called towards people: relative to the project.
 * @param digests path relative to the sources' folder → digest, as `digestFiles` yields it.
 * @throws SEA-4102 when a file changed or went meanwhile; nothing is left then.
 */
export function takeSnapshot(
  sources: { readonly folder: string; readonly shownAs: string },
  digests: Readonly<Record<string, string>>,
  bundle: string,
  about: Pick<BundleRecord, "digest" | "environment">,
  token: string,
): void {
  if (isUntouched(bundle)) return;
  removeSealed(bundle);
  const making = `${bundle}.making-${token}`;
  removeSealed(making);
  mkdirSync(sourceFolder(making), { recursive: true });
  try {
    for (const [path, digest] of Object.entries(digests)) {
      const source = { file: join(sources.folder, path), shownAs: join(sources.shownAs, path) };
      copyExactly(source, join(sourceFolder(making), path), digest);
    }
    sealFolder(sourceFolder(making));
    const files = Object.fromEntries(Object.keys(digests).map((path) => [path, markOf(join(sourceFolder(making), path)) ?? ""]));
    writeFileSync(join(making, RECORD), JSON.stringify({ ...about, files } satisfies BundleRecord));
    renameSync(making, bundle);
  } catch (thrown) {
    removeSealed(making);
    if (existsSync(bundle)) return; // another run of the same sources was first
    throw thrown;
  }
}

function copyExactly(source: { readonly file: string; readonly shownAs: string }, copy: string, digest: string): void {
  mkdirSync(dirname(copy), { recursive: true });
  try {
    copyFileSync(source.file, copy);
  } catch (cause) {
    throw failure("SEA-4102", { path: source.shownAs }, { cause });
  }
  // The copy is compared, not the source: what was read twice might differ twice.
  const stat = lstatSync(copy);
  if (digestFile(copy) + executableMark(stat.mode) !== digest) throw failure("SEA-4102", { path: source.shownAs });
  chmodSync(copy, (stat.mode & 0o100) === 0 ? 0o444 : 0o555);
}

/** Whether every file is still the copy that was made; quick, nothing is read. */
export function isUntouched(bundle: string): boolean {
  const record = readRecord(bundle);
  if (record === undefined) return false;
  return Object.entries(record.files).every(([path, mark]) => markOf(join(sourceFolder(bundle), path)) === mark);
}

export function readRecord(bundle: string): BundleRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(bundle, RECORD), "utf8")) as BundleRecord;
  } catch {
    return undefined;
  }
}

function markOf(file: string): string | undefined {
  const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.size} ${stat.ctimeNs}`;
}
