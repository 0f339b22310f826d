import type { Check } from "./check.ts";

/** A drawer takes in anything, so its name says nothing. */
const drawers = new Set(["util", "utils", "helper", "helpers", "common", "misc", "shared", "base", "manager", "core", "lib", "types"]);
const ours = /^(packages\/[^/]+\/(src|test)|scripts|bench|lab)\/.*\.(ts|tsx)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;

export const fileNames: Check = {
  name: "a file is named for its idea, in kebab-case, and no folder or file is a drawer",
  findings({ files }) {
    return files
      .filter((file) => ours.test(file))
      .flatMap((file) => {
        const parts = file
          .replace(/\.tsx?$/, "")
          .split("/")
          .slice(1);
        const drawer = parts.find((part) => drawers.has(part.replace(/\..*$/, "")));
        if (drawer !== undefined) return [`${file}: ${drawer} is a drawer's name`];
        const odd = parts.find((part) => !kebab.test(part));
        return odd === undefined ? [] : [`${file}: ${odd} is not kebab-case`];
      });
  },
};
