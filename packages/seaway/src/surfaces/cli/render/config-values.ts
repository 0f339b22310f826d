import type { Json } from "../../../std/json.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/** Key, value, and where it comes from: a line each. */
export const renderConfig = (rows: readonly (readonly string[])[], style: Style): string => table(rows, style, { gap: 3 });

/** A value as the config would be read aloud: a reference by its name, a secret never by its value. */
export function valueText(value: Json): string {
  if (typeof value === "string") return value;
  if (isRecord(value) && typeof value.ref === "string") return value.ref;
  if (isRecord(value) && typeof value.secret === "string") return `secret ${value.secret}`;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && !/\s/.test(item))) return value.join(" ");
  return JSON.stringify(value);
}

const isRecord = (value: Json): value is { readonly [key: string]: Json | undefined } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
