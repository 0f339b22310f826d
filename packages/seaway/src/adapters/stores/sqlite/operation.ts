import type { Batch, Counter, Fence } from "../../../engine/ports/store.ts";
import type { Holder } from "../../../model/events/run-event.ts";
import type { Trouble } from "./database.ts";

/** Everything that changes the store, as data: it crosses to the worker. Times come from the main thread, whose clock a test moves. */
export type Operation =
  | { readonly do: "allocate"; readonly counter: Counter }
  | { readonly do: "write"; readonly batch: Batch; readonly fence?: Fence }
  | { readonly do: "acquire"; readonly environment: string; readonly holder: Holder; readonly nowMs: number; readonly leaseMs: number }
  | { readonly do: "renew"; readonly fence: Fence; readonly nowMs: number; readonly leaseMs: number }
  | { readonly do: "release"; readonly fence: Fence };

/** Why a write was refused, with nothing of it kept. */
export type Refusal =
  | { readonly because: "fence"; readonly fence: Fence; readonly holder: Holder | undefined }
  | { readonly because: "another key" };

/** What became of an operation. `broken`: SQLite failed, and nothing of it was kept. */
export type Outcome =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "broken"; readonly trouble: Trouble };
