import { refusingText } from "./refusing-text.ts";
import type { Resource } from "./resource.ts";

/** A property of a service or database that is known only when it exists: `users.uri`. A setting takes it, a text can't. */
export interface Reference {
  readonly kind: "reference";
  /** `users.uri` */
  readonly ref: string;
  /** Whose property it is; so a project finds the databases that nobody listed. */
  readonly target: Resource;
}

/** The references of a resource, one a property. */
export function referencesTo<const Name extends string>(target: Resource, properties: readonly Name[]): Readonly<Record<Name, Reference>> {
  const entries = properties.map((property): [Name, Reference] => {
    const ref = `${target.node}.${property}`;
    // Not enumerable: who prints a reference wants to see its name, not everything that hangs on it.
    const reference = Object.defineProperty({ kind: "reference", ref }, "target", { value: target }) as Reference;
    return [property, Object.freeze(refusingText(reference, ref, `give it a setting of its own, for example  env: { ADDRESS: ${ref} }`))];
  });
  return Object.fromEntries(entries) as Record<Name, Reference>;
}

/** By its shape: anything else of that shape was made by hand, which only harms its author. */
export const isReference = (value: unknown): value is Reference =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "reference" && "target" in value;
