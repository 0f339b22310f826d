import type { Database } from "../database.ts";
import type { LocalOverrides } from "../project.ts";
import { isReference } from "../reference.ts";
import type { Machine } from "../machine.ts";
import { isResource, type Resource } from "../resource.ts";
import type { Service } from "../service.ts";
import { inside, isRecord, wrong, type Spot } from "./spot.ts";

/** The members of a list that are what the list is for; each of the others is reported. */
export function members<Kind extends Member["kind"]>(
  kind: Kind,
  list: readonly unknown[] | undefined,
  spot: Spot,
): readonly Extract<Member, { kind: Kind }>[] {
  return (list ?? []).flatMap((member, index, all) => {
    if (all.indexOf(member) < index) return []; // the same one twice is one
    if (isMember(member) && member.kind === kind) return [member as Extract<Member, { kind: Kind }>];
    wrong(inside(spot, String(index)), member, `a ${kind}`, `${kind}("name", { … })`);
    return [];
  });
}

type Member = Resource | Machine;

const isMember = (value: unknown): value is Member => isResource(value) || isMachine(value);

const isMachine = (value: unknown): value is Machine =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "machine" && "props" in value;

/** Databases that are listed, then those that only settings refer to, in the order in which they are met. */
export function collectDatabases(
  listed: readonly Database[],
  services: readonly Service[],
  environments: Readonly<Record<string, unknown>>,
  overrides?: LocalOverrides,
): readonly Database[] {
  const found = new Set(listed);
  for (const setting of settingsIn([services.map(({ props }) => props), Object.values(environments).map(propsOf), overrides?.props], 0)) {
    if (isReference(setting) && setting.target.kind === "database") found.add(setting.target);
  }
  return [...found];
}

const propsOf = (value: unknown): unknown => (typeof value === "object" && value !== null && "props" in value ? value.props : undefined);

/** Deep enough for `environments.local.services.backend.env.NAME`; a value that contains itself ends there too. */
const DEEPEST = 8;

function* settingsIn(value: unknown, depth: number): Generator {
  if (isReference(value)) yield value;
  else if (depth < DEEPEST && (Array.isArray(value) || isRecord(value))) {
    for (const inner of Object.values(value)) yield* settingsIn(inner, depth + 1);
  }
}
