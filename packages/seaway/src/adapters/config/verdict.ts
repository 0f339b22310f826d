import type { CheckedProject } from "../../model/config-check/check-project.ts";

/** What the process that evaluates a config says in the end, as one line of JSON on its fourth descriptor. */
export type Verdict =
  | ({ readonly kind: "checked" } & CheckedProject)
  | { readonly kind: "no default export"; readonly file: string }
  | { readonly kind: "wrong default export"; readonly file: string; readonly builder: string; readonly found: string }
  | {
      readonly kind: "threw";
      /** The file whose import failed. */
      readonly file: string;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Node's own code, such as `ERR_ACCESS_DENIED`. */
      readonly code?: string;
      /** What the permission model refused, such as `ChildProcess`. */
      readonly permission?: string;
      /** Of a mistake that a builder threw. */
      readonly facts?: Readonly<Record<string, string>>;
    };
