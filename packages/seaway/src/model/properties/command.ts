import { splitWords } from "../../std/split-words.ts";
import { report, wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

/** A program with its arguments, started without a shell. */
export const command: PropertyKind<string | readonly string[], readonly string[]> = {
  type: "string | readonly string[]",
  read(value, spot, example) {
    const expected = "a program with its arguments, as a text or as a list of texts";
    if (typeof value === "string") {
      const split = splitWords(value);
      if ("words" in split) return split.words.length > 0 && isWords(split.words) ? split.words : wrong(spot, value, expected, example);
      const shell = `${spot.property}: ["sh", "-c", ${JSON.stringify(value)}]`;
      report(
        spot,
        "SEA-2112",
        { property: spot.property, node: spot.node, unsupported: split.unsupported, shell },
        { label: split.unsupported },
      );
      return undefined;
    }
    return isWords(value) && value[0] !== undefined && value[0] !== "" ? [...value] : wrong(spot, value, expected, example);
  },
};

/** A NUL byte ends a C string: no program could receive it. */
const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((word) => typeof word === "string" && !word.includes("\0"));
