import { inside, report, type Spot } from "./config-check/spot.ts";

/**
 * Names of projects, environments, services, databases and volumes. They become host names (RFC 1123), so a label of 63 characters at most,
 * and folder names. `localhost` belongs to the machine.
 * @source https://www.rfc-editor.org/rfc/rfc1123#section-2
 */
export const NODE_NAME = /^(?!localhost$)[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const nodeNameRule = "a name of lower-case letters, digits and hyphens that starts with a letter";

/** @returns whether the name may be used; reports at the name where it was written. */
export function checkName(name: unknown, what: string, spot: Spot, key?: string): name is string {
  if (typeof name === "string" && NODE_NAME.test(name)) return true;
  const at = key === undefined ? { ...spot, argument: 0, path: [] } : inside(spot, key);
  const suggestion = typeof name === "string" ? suggest(name) : "";
  const facts = { what, name: String(name), ...(NODE_NAME.test(suggestion) ? { suggestion } : {}) };
  report(at, "SEA-2107", facts, { of: key === undefined ? "value" : "key", label: "name" });
  return false;
}

const suggest = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "");
