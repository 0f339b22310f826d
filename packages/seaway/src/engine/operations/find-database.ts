import { failure } from "../../model/errors/failure.ts";
import { nearestName } from "../../std/nearest-name.ts";
import { databaseNode, nameOf } from "../plan/settings.ts";
import type { Observed, ResourceKind } from "../ports/provider.ts";
import type { Ports } from "../ports/ports.ts";
import type { RecordedNode } from "../ports/store.ts";

/** A database of an environment as it is recorded, with the kind that knows it. */
export interface FoundDatabase {
  readonly name: string;
  readonly node: RecordedNode;
  readonly kind: ResourceKind;
  /** undefined: it is gone. */
  readonly observed: Observed | undefined;
}

/** The named database, or the only one. @throws SEA-3114 */
export async function findDatabase(
  name: string | undefined,
  environment: string,
  { project, store, provider }: Ports,
): Promise<FoundDatabase> {
  const nodes = (await store.nodes(environment)).filter(({ node, unfinished }) => node.startsWith("database.") && unfinished !== true);
  const known = nodes.map(({ node }) => nameOf(node));
  const node = name === undefined ? (nodes.length === 1 ? nodes[0] : undefined) : nodes.find((other) => other.node === databaseNode(name));
  const kind = node && provider.resources[node.kind];
  if (node === undefined || kind === undefined) {
    const nearest = name === undefined ? undefined : nearestName(name, known);
    throw failure("SEA-3114", {
      environment,
      known,
      ...(name === undefined ? {} : { name }),
      ...(nearest === undefined ? {} : { nearest }),
    });
  }
  const observed = await kind.read({ project, environment, node: node.node }, node);
  return { name: nameOf(node.node), node, kind, observed };
}
