import { catalogue } from "./catalogue.ts";

export const secretErrors = catalogue({});
