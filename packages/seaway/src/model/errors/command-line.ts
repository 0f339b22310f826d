import { catalogue } from "./catalogue.ts";

export const commandLineErrors = catalogue({});
