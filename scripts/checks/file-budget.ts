import { isSource } from "../imports.ts";
import type { Check } from "./check.ts";

const budget = { median: 70, ninetieth: 230, most: 400 };

export const fileBudget: Check = {
  name: `source files are short: median ≤ ${budget.median} lines, 90 % ≤ ${budget.ninetieth}, none over ${budget.most}`,
  findings({ files, read }) {
    const sizes = files
      .filter(isSource)
      .map((file) => ({ file, lines: read(file).trimEnd().split("\n").length }))
      .toSorted((one, other) => one.lines - other.lines);
    const at = (share: number): number => sizes[Math.ceil(sizes.length * share) - 1]?.lines ?? 0;
    return [
      ...(at(0.5) > budget.median ? [`the median is ${at(0.5)} lines`] : []),
      ...(at(0.9) > budget.ninetieth ? [`the 90th percentile is ${at(0.9)} lines`] : []),
      ...sizes.filter(({ lines }) => lines > budget.most).map(({ file, lines }) => `${file} has ${lines} lines`),
    ];
  },
};
