import type { Rule } from "../draft.ts";
import { buildsOf, suitesOf } from "../desired-tasks.ts";
import { buildNode, databaseNode, migrationNode, namesByAddress, referredNames, serviceNode, testNode, volumeNode } from "../settings.ts";

/** A node for each database, migration, volume, build and service that the config names; none when the environment is taken away. */
export const addDesired: Rule = ({ graph }, { definition, provider, verb, selection, source, migrations }) => {
  if (verb === "destroy") return;
  const tasks = source ? [] : [...buildsOf(definition, provider), ...suitesOf(definition, provider, selection)];
  const byAddress = new Set(definition.services.flatMap(namesByAddress));
  for (const database of verb === "test" ? [] : definition.databases) {
    const kind = provider.kinds.database[database.engine] ?? database.engine;
    const tcp = byAddress.has(database.name) ? { tcp: true } : {};
    graph.add({ id: databaseNode(database.name), family: "resource", kind, desired: { ...database, ...tcp }, refersTo: [] });
  }
  for (const { node, kind, desired, after, keyedBy } of tasks) {
    graph.add({ id: node, family: "task", kind, desired, refersTo: after, keyedBy });
  }
  if (verb === "test") return;
  for (const { name, migrate } of definition.databases) {
    const migration = migrations.get(name);
    if (migrate === undefined || migration === undefined) continue;
    const built = "command" in migrate && source === undefined ? [buildNode(migrate.service)] : [];
    const desired = { parts: migration.parts.map((part) => ({ ...part })) };
    graph.add({ id: migrationNode(name), family: "migration", kind: "migration", desired, refersTo: [databaseNode(name), ...built] });
  }
  const databases = new Set(definition.databases.map(({ name }) => name));
  for (const service of definition.services) {
    const { volume, name } = service;
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
    graph.add({
      id: serviceNode(name),
      family: "service",
      kind: "service",
      desired: { ...service },
      // What ships was tested: the rollout of all services waits for every suite.
      refersTo: [...(source ? [] : [buildNode(name)]), ...(graph.vertices.has(testNode(name)) ? [testNode(name)] : []), ...refersTo],
    });
  }
};
