import { existsSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { failure } from "../../../model/errors/failure.ts";

/**
 * Removes what holds data. It loses its name first, so that a killed removal leaves nothing that looks like data; what an earlier one left
 * goes as well.
 * @param within the folder below which it must really lie, every link resolved.
 * @throws SEA-3110
 */
export function removeData(within: string, folder: string, token: string): void {
  if (existsSync(folder)) {
    if (!realpathSync(folder).startsWith(realpathSync(within) + sep)) throw failure("SEA-3110", { path: folder });
    renameSync(folder, `${folder}.removing-${token}`);
  }
  removeBeside(folder, "removing");
}

/**
 * What killed attempts left beside a folder: a making or a removing that did not come to its end.
 * @param token of the attempt that goes on, whose own making stays.
 */
export function removeBeside(folder: string, left: "making" | "removing", token?: string): void {
  const parent = dirname(folder);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const ours = token !== undefined && name.startsWith(`${basename(folder)}.${left}-${token}`);
    if (!ours && name.startsWith(`${basename(folder)}.${left}-`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
