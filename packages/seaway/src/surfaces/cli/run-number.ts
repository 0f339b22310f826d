import { failure } from "../../model/errors/failure.ts";

/** `128` or `#128`. @throws SEA-1003 */
export function parseRunNumber(text: string, flag: string): number {
  const match = /^#?([1-9]\d{0,9})$/.exec(text);
  if (!match) throw failure("SEA-1003", { flag, value: text, expected: "a run, such as 128" });
  return Number(match[1]);
}
