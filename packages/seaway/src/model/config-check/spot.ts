import type { Resource } from "../resource.ts";
import type { ConfigErrorCode, ConfigFacts, FileClaim, Finding, Place } from "./finding.ts";

/** What the check of one project collects. */
export interface Notes {
  readonly findings: Finding[];
  readonly files: FileClaim[];
  /** Everything that references may lead to. */
  readonly declared: ReadonlySet<Resource>;
}

/** A value under check: whose it is, what it is called there, and where it was written. */
export interface Spot {
  readonly notes: Notes;
  /** `service backend`. */
  readonly node: string;
  /** `port`, `env.DATABASE_URI`; empty for the node itself. */
  readonly property: string;
  readonly site: string;
  readonly argument: number;
  readonly path: readonly string[];
}

/** One key further in. */
export const inside = (spot: Spot, key: string): Spot => ({
  ...spot,
  property: spot.property === "" ? key : `${spot.property}.${key}`,
  path: [...spot.path, key],
});

export const placeOf = (spot: Spot, of: Place["of"] = "value"): Place => ({
  site: spot.site,
  ...(spot.argument < 0 ? {} : { argument: spot.argument }),
  path: spot.path,
  of,
});

export function report<Code extends ConfigErrorCode>(
  spot: Spot,
  code: Code,
  facts: ConfigFacts<Code>,
  how: { readonly of?: Place["of"]; readonly label?: string } = {},
): void {
  spot.notes.findings.push({
    code,
    facts: facts as Readonly<Record<string, string>>,
    place: placeOf(spot, how.of),
    ...(how.label === undefined ? {} : { label: how.label }),
  });
}

/** The value is not what the property takes. */
export function wrong(spot: Spot, value: unknown, expected: string, example: string): undefined {
  report(spot, "SEA-2104", { property: spot.property, node: spot.node, expected, example }, { label: nameOfValue(value) });
}

/** What a value is, in the words of a person who looks at the line. */
export function nameOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return String(value);
    case "undefined":
      return "nothing";
    case "object":
      return "kind" in value && typeof value.kind === "string" ? value.kind : "object";
    default:
      return typeof value;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("kind" in value && "site" in value);
