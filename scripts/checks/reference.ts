import { pages, textOf } from "../reference/pages.ts";
import type { Check } from "./check.ts";

export const reference: Check = {
  name: "the reference is what the source says: errors, config, command line",
  findings: ({ files, read }) =>
    Object.entries(pages).flatMap(([file, page]) =>
      files.includes(file) && read(file) === textOf(page) ? [] : [`${file} differs from the source; run  node scripts/write-reference.ts`],
    ),
};
