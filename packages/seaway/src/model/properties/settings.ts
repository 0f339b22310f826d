import type { SettingDefinition } from "../definition.ts";
import { inside, isRecord, nameOfValue, report, wrong, type Spot } from "../config-check/spot.ts";
import { isReference, type Reference } from "../reference.ts";
import { isResource } from "../resource.ts";
import { isSecretReference } from "../secret.ts";
import type { SettingValue } from "../setting.ts";
import type { PropertyKind } from "./property.ts";

/** Environment variables: each a text, a property of another node, or a secret. */
export const settings: PropertyKind<Readonly<Record<string, SettingValue>>, Readonly<Record<string, SettingDefinition>>> = {
  type: "Readonly<Record<string, SettingValue>>",
  read(value, spot, example) {
    if (!isRecord(value)) return wrong(spot, value, "an object of settings", example);
    const entries = Object.entries(value).map(([name, setting]) => [name, readSetting(setting, name, inside(spot, name))] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, SettingDefinition] => entry[1] !== undefined));
  },
};

/** POSIX names, because a shell can't read or pass on any other. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function readSetting(value: unknown, name: string, spot: Spot): SettingDefinition | undefined {
  if (!NAME.test(name)) report(spot, "SEA-2114", { name, node: spot.node }, { of: "key", label: "name" });
  if (typeof value === "string" && !value.includes("\0")) return value;
  if (isReference(value)) return readReference(value, spot);
  if (isSecretReference(value)) {
    if (typeof value.secret === "string" && NAME.test(value.secret)) return { secret: value.secret };
    return wrong(spot, value, "a secret whose name consists of letters, digits and _", `${name}: secret("${name}")`);
  }
  const expected = isResource(value)
    ? `a text, a reference or a secret: pass one of its properties, for example ${value.node}.${value.kind === "database" ? "uri" : "url"}`
    : `a text, a reference or a secret${typeof value === "number" ? `: write a number as a text, for example "${value}"` : ""}`;
  report(spot, "SEA-2111", { property: spot.property, node: spot.node, expected }, { label: nameOfValue(value) });
  return undefined;
}

function readReference({ ref, target }: Reference, spot: Spot): SettingDefinition | undefined {
  if (!spot.notes.declared.has(target)) {
    report(spot, "SEA-2109", { property: spot.property, node: spot.node, ref, target: target.node }, { label: "not in the project" });
    return undefined;
  }
  const props: unknown = target.props;
  if (target.kind === "service" && isRecord(props) && props.port === undefined) {
    report(spot, "SEA-2115", { property: spot.property, node: spot.node, ref, target: target.node }, { label: "no port" });
    return undefined;
  }
  return { ref };
}
