import { catalogue } from "./catalogue.ts";

export const buildErrors = catalogue({});
