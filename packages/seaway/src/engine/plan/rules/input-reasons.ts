import type { Reason } from "../../../model/plan.ts";

type Inputs = Readonly<Record<string, string>>;

const NAMED = 3;

/** `backend/app.py changed`, `requirements.txt is new`: a clause for each differing input, at most three, then how many more. */
export function inputReasons(before: Inputs, now: Inputs): Reason[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted();
  const differing = names.filter((name) => before[name] !== now[name]);
  const told = differing.slice(0, NAMED).map((name) => `${name.replace(/^file /, "")} ${how(before[name], now[name])}`);
  const more = differing.length > NAMED ? [`and ${differing.length - NAMED} more`] : [];
  return [...told, ...more].map((text) => ({ text }));
}

function how(before: string | undefined, now: string | undefined): string {
  if (before === undefined) return "is new";
  return now === undefined ? "was removed" : "changed";
}
