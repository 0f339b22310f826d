import { homedir } from "node:os";
import type { Check } from "./check.ts";

/** Folders of one machine, and where one network fetches its packages: neither means anything on the next machine. */
const patterns: readonly RegExp[] = [
  /(?<![\w.~/:-])\/(?:work|workspace)\/[\w.-]+/,
  /(?<![\w.~/:-])\/(?:home|Users)\/(?!me\b|user\b|runner\b)[\w.-]+\/[\w.-]+/,
  /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|mirror|pypi|pythonhosted|npmjs)[\w.-]*[\w]\//i,
];

export const portableText: Check = {
  name: "no file names a folder of one machine or a package registry's host",
  findings({ root, files, read }) {
    const places = [root, ...(homedir().split("/").length > 2 ? [homedir()] : [])];
    return files
      .filter((file) => !/\.(png|jpg|ico|woff2?|gz)$/.test(file))
      .flatMap((file) =>
        read(file)
          .split("\n")
          .flatMap((line, index) =>
            patterns.some((pattern) => pattern.test(line)) || places.some((place) => line.includes(`${place}/`))
              ? [`${file}:${index + 1}`]
              : [],
          ),
      );
  },
};
