import { errorManual, manualFile } from "../error-manual.ts";
import type { Check } from "./check.ts";

export const manual: Check = {
  name: "the manual of errors is what the catalogue says",
  findings({ files, read }) {
    const written = files.includes(manualFile) ? read(manualFile) : "";
    return written === errorManual() ? [] : [`${manualFile} differs from the catalogue; run  node scripts/write-reference.ts`];
  },
};
