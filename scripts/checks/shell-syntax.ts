import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Check } from "./check.ts";

const shellScript = /^(bin\/[^/]+|\.ci\/[^/]+|.*\.sh)$/;

export const shellSyntax: Check = {
  name: "every shell script is read by sh without complaint",
  findings({ files, root }) {
    return files
      .filter((file) => shellScript.test(file))
      .flatMap((file) => {
        const { status, stderr } = spawnSync("sh", ["-n", join(root, file)], { encoding: "utf8" });
        return status === 0 ? [] : [`${file}: ${stderr.trim()}`];
      });
  },
};
