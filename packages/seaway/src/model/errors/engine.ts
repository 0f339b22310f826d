import { catalogue } from "./catalogue.ts";

export const engineErrors = catalogue({});
