import { catalogue } from "./catalogue.ts";

export const rolloutErrors = catalogue({});
