import { nearestName } from "../../std/nearest-name.ts";
import { inside, isRecord, report, wrong, type Spot } from "../config-check/spot.ts";

/**
 * Properties of the config, each said once: its type, its check, its default and its description. From a table of them come the type of
 * `ServiceProps`, the check when a config is evaluated, `.seaway/types.d.ts` and the manual page. One file a kind of value.
 */
export interface PropertyKind<In, Out> {
  /** As the editor shows it, in TypeScript. */
  readonly type: string;
  /** The value as the definition holds it, or undefined after a report of what is wrong. */
  readonly read: (value: unknown, spot: Spot, example: string) => Out | undefined;
  /** Only for the compiler: what a config may write. */
  readonly accepts?: (value: In) => void;
}

export interface Property<In, Out, Required extends boolean = boolean> extends PropertyKind<In, Out> {
  readonly doc: string;
  readonly example: string;
  readonly required: Required;
  readonly default?: In;
  /** The default in words, where it is not one value. */
  readonly otherwise?: string;
}

interface About<In, Required extends boolean> {
  readonly doc: string;
  /** As one would type it. */
  readonly example: string;
  readonly required?: Required;
  readonly default?: NoInfer<In>;
  readonly otherwise?: string;
}

export function property<In, Out, const Required extends boolean = false>(
  kind: PropertyKind<In, Out>,
  about: About<In, Required>,
): Property<In, Out, Required> {
  return { ...kind, ...about, required: (about.required ?? false) as Required };
}

// oxlint-disable-next-line typescript/no-explicit-any -- a table holds properties of any type
export type PropertyTable = Readonly<Record<string, Property<any, any>>>;

type InOf<P> = P extends Property<infer In, unknown> ? In : never;
type OutOf<P> = P extends Property<never, infer Out> ? Out : never;
type RequiredKeys<Table> = { [Key in keyof Table]: Table[Key] extends { readonly required: true } ? Key : never }[keyof Table];
type Flat<T> = { [Key in keyof T]: T[Key] };

/** What a config may write, by a table. */
export type PropsOf<Table extends PropertyTable> = Flat<
  { readonly [Key in RequiredKeys<Table>]: InOf<Table[Key]> } & {
    readonly [Key in Exclude<keyof Table, RequiredKeys<Table>>]?: InOf<Table[Key]>;
  }
>;

/** What the check makes of it; a key is absent where nothing was written and nothing is the default. */
export type ReadProps<Table extends PropertyTable> = { readonly [Key in keyof Table]?: OutOf<Table[Key]> };

/** Reads all properties of a node and reports everything that is wrong with them. `sparse`: overrides, where nothing is required or filled in. */
export function readProps<Table extends PropertyTable>(table: Table, props: unknown, spot: Spot, sparse = false): ReadProps<Table> {
  if (!isRecord(props)) {
    wrong(spot.property === "" ? { ...spot, property: "the description" } : spot, props, "an object of properties", "{ }");
    return {};
  }
  for (const key of Object.keys(props)) {
    if (key in table) continue;
    const nearest = nearestName(key, Object.keys(table));
    const facts = { property: key, node: spot.node, known: Object.keys(table).join(", "), ...(nearest === undefined ? {} : { nearest }) };
    report(inside(spot, key), "SEA-2105", facts, { of: "key", label: "unknown" });
  }
  const read = Object.entries(table).flatMap(([key, { required, example, default: otherwise, read }]): [string, unknown][] => {
    const value: unknown = props[key] === undefined && !sparse ? otherwise : props[key];
    if (value !== undefined) return [[key, read(value, inside(spot, key), `${key}: ${example}`)]];
    if (required && !sparse) {
      const at = spot.property === "" ? { ...spot, argument: -1 } : spot;
      report(
        at,
        "SEA-2106",
        { property: inside(spot, key).property, node: spot.node, example: `${key}: ${example}` },
        { label: "incomplete" },
      );
    }
    return [];
  });
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as ReadProps<Table>;
}
