import type { Problem } from "../../model/problem.ts";
import type { Batch } from "../ports/store.ts";

/** How an attempt at a step ended. What may well happen is a value; only a mistake of ours is thrown. */
export type Outcome =
  /** A `batch` becomes durable in the same write as the end of the step. */
  | {
      readonly kind: "succeeded";
      readonly note?: string;
      readonly batch?: Batch;
      /** Somebody should look at it even so. */ readonly attention?: true;
    }
  | { readonly kind: "cached"; readonly note?: string }
  | { readonly kind: "failed"; readonly problem: Problem; readonly batch?: Batch }
  | { readonly kind: "cancelled" };
