import { wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

const SMALLEST_MIB = 16;
const LARGEST_MIB = 4 * 1024 * 1024;
const EXPECTED = `a size such as "256Mi" or "1Gi", or a number of MiB, at least ${SMALLEST_MIB} MiB`;

/** An amount of memory; the definition holds MiB (2²⁰ bytes). */
export const memory: PropertyKind<number | `${number}Mi` | `${number}Gi`, number> = {
  type: "number | `${number}Mi` | `${number}Gi`",
  read(value, spot, example) {
    const mib = typeof value === "string" ? parseMiB(value) : value;
    const fits = typeof mib === "number" && Number.isInteger(mib) && mib >= SMALLEST_MIB && mib <= LARGEST_MIB;
    return fits ? mib : wrong(spot, value, EXPECTED, example);
  },
};

function parseMiB(written: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Mi|Gi)$/.exec(written);
  return match ? Number(match[1]) * (match[2] === "Gi" ? 1024 : 1) : undefined;
}
