import { placeOf, report, wrong } from "../config-check/spot.ts";
import type { PropertyKind } from "./property.ts";

/** A file or folder of the project. Its form is checked here; that it is there, by the adapter. */
export const projectPath = (wants: "file" | "folder"): PropertyKind<string, string> => ({
  type: "string",
  read(value, spot, example) {
    if (typeof value !== "string" || value === "" || value.includes("\0")) return wrong(spot, value, `the path of a ${wants}`, example);
    const path = tidied(value);
    if (path === undefined) {
      report(spot, "SEA-2113", { path: value, property: spot.property, node: spot.node }, { label: "outside" });
      return undefined;
    }
    spot.notes.files.push({ wants, path, property: spot.property, node: spot.node, place: placeOf(spot) });
    return path;
  },
});

/** `./backend//app/` → `backend/app`. @returns undefined for what leaves the project's folder. */
function tidied(path: string): string | undefined {
  if (path.startsWith("/") || path.includes("\\") || /^[A-Za-z]:/.test(path)) return undefined;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return undefined;
  return parts.length === 0 ? "." : parts.join("/");
}
