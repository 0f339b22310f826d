/**
 * Where a config calls a builder: `file:///…/seaway.config.ts:14:17`. Only the stack knows it; type stripping keeps every column.
 * To be called by the builder itself, nowhere deeper.
 */
export function callSite(): string {
  const caller = new Error("where am I").stack?.split("\n")[3] ?? "";
  return caller.replace(/^\s*at (?:.*\()?/, "").replace(/\)$/, "");
}
