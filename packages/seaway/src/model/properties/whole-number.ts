import { wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

export const wholeNumber = (from: number, to: number): PropertyKind<number, number> => ({
  type: "number",
  read: (value, spot, example) =>
    typeof value === "number" && Number.isInteger(value) && value >= from && value <= to
      ? value
      : wrong(spot, value, `a number from ${from} to ${to}`, example),
});
