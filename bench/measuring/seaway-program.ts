import { fileURLToPath } from "node:url";

/** The command as people start it from a checkout. */
export const SEAWAY = fileURLToPath(new URL("../../bin/seaway", import.meta.url));
