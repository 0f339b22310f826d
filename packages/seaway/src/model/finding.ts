import type { Mark } from "./mark.ts";

/** One thing that `seaway doctor` looked at. */
export interface Finding {
  /** `git`, `machine test`. */
  readonly name: string;
  /** `attention`: it works, and less is possible. */
  readonly mark: Extract<Mark, "passed" | "attention" | "failed">;
  /** `2.47`, `reachable as ops, Debian GNU/Linux 12 (bookworm)`. */
  readonly told: string;
  /** A command, or what to do, that mends it. */
  readonly fix?: string;
}
