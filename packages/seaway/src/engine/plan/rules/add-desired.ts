import type { Rule } from "../draft.ts";
import { buildNode, databaseNode, namesByAddress, referredNames, serviceNode, volumeNode } from "../settings.ts";

/** A node for each database, volume, build and service that the config names; none when the environment is taken away. */
export const addDesired: Rule = ({ graph }, { definition, provider, verb }) => {
  if (verb === "destroy") return;
  const byAddress = new Set(definition.services.flatMap(namesByAddress));
  for (const database of definition.databases) {
    const kind = provider.kinds.database[database.engine] ?? database.engine;
    const tcp = byAddress.has(database.name) ? { tcp: true } : {};
    graph.add({ id: databaseNode(database.name), family: "resource", kind, desired: { ...database, ...tcp }, refersTo: [] });
  }
  const databases = new Set(definition.databases.map(({ name }) => name));
  for (const service of definition.services) {
    const { volume, name, path } = service;
    const refersTo = referredNames(service).map((other) => (databases.has(other) ? databaseNode(other) : serviceNode(other)));
    if (volume) {
      graph.add({
        id: volumeNode(volume.name),
        family: "resource",
        kind: provider.kinds.volume,
        desired: { name: volume.name },
        refersTo: [],
      });
      refersTo.push(volumeNode(volume.name));
    }
    graph.add({ id: buildNode(name), family: "task", kind: provider.kinds.build, desired: { service: name, path }, refersTo: [] });
    graph.add({
      id: serviceNode(name),
      family: "service",
      kind: "service",
      desired: { ...service },
      refersTo: [buildNode(name), ...refersTo],
    });
  }
};
