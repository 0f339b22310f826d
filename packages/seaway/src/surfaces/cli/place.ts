import type { Flags } from "./invocation.ts";

/** Where the project is looked for. */
export function placeOf(flags: Flags): { readonly dir: string; readonly config?: string } {
  const config = flags.text("config");
  return { dir: flags.text("dir") ?? process.cwd(), ...(config === undefined ? {} : { config }) };
}
