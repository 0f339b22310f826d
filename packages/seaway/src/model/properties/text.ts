import { wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

/** A text of a certain form. @param expected what it must be, for the sentence: `a path that starts with /` */
export const text = (form: RegExp, expected: string): PropertyKind<string, string> => ({
  type: "string",
  read: (value, spot, example) => (typeof value === "string" && form.test(value) ? value : wrong(spot, value, expected, example)),
});
