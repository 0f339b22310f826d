import { realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { FileClaim, Finding } from "../../model/config-check/finding.ts";

/** The files and folders of a config that are not there, are something else, or lie outside behind a symbolic link. */
export function claimsThatFail(files: readonly FileClaim[], folder: string): readonly Finding[] {
  return files.flatMap(({ wants, path, property, node, place }): Finding[] => {
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    const fits = wants === "folder" ? found?.isDirectory() : found?.isFile();
    if (fits !== true) {
      const label = found === undefined ? "not there" : `no ${wants}`;
      return [{ code: "SEA-2132", facts: { property, node, wants, path }, place, label }];
    }
    const outside = relative(realpathSync(folder), realpathSync(join(folder, path))).split("/")[0] === "..";
    return outside ? [{ code: "SEA-2113", facts: { property, node, path }, place, label: "a link that leads outside" }] : [];
  });
}
