import { nearestName } from "../../std/nearest-name.ts";
import { wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

/** One word of a few. */
export function oneOf<const Word extends string>(...words: readonly Word[]): PropertyKind<Word, Word> {
  const quoted = words.map((word) => `"${word}"`);
  const isWord = (value: unknown): value is Word => words.some((word) => word === value);
  return {
    type: quoted.join(" | "),
    read(value, spot, example) {
      if (isWord(value)) return value;
      const nearest = typeof value === "string" ? nearestName(value, words) : undefined;
      const key = spot.path.at(-1) ?? "";
      return wrong(spot, value, quoted.join(" or "), nearest === undefined ? example : `${key}: "${nearest}"`);
    },
  };
}
