import { catalogue } from "./catalogue.ts";

export const configErrors = catalogue({});
