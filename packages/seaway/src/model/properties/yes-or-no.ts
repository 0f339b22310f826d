import { wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

export const yesOrNo: PropertyKind<boolean, boolean> = {
  type: "boolean",
  read: (value, spot, example) => (typeof value === "boolean" ? value : wrong(spot, value, "true or false", example)),
};
