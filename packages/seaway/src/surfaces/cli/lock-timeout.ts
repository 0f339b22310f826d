import { failure } from "../../model/errors/failure.ts";
import { parseDuration } from "../../std/duration.ts";
import type { Flags } from "./invocation.ts";

const DEFAULT_MS = 15 * 60_000;

/** How long a busy environment is waited for, in milliseconds; 0 with `--no-wait`. @throws SEA-1003 */
export function lockTimeoutMs(flags: Flags): number {
  if (flags.has("no-wait")) return 0;
  const text = flags.text("lock-timeout");
  if (text === undefined) return DEFAULT_MS;
  const ms = parseDuration(text);
  if (ms === undefined) throw failure("SEA-1003", { flag: "--lock-timeout", value: text, expected: "a duration, such as 30s or 15m" });
  return ms;
}
