/** What a `seaway.config.ts` imports. A table of contents, nothing else. */
export type { ProjectDefinition } from "./model/definition.ts";
