import { catalogue } from "./catalogue.ts";

export const provisionErrors = catalogue({});
