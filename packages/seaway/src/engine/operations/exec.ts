import { failure } from "../../model/errors/failure.ts";
import { mustHave } from "../../std/must-have.ts";
import { inEnvironment } from "../../model/in-environment.ts";
import { nameOf, serviceNode } from "../plan/settings.ts";
import type { Command } from "../ports/connection.ts";
import type { Ports } from "../ports/ports.ts";
import { findDatabase } from "./find-database.ts";
import { resolveService } from "./resolve-service.ts";

/**
 * What runs for `exec`: words in the box of a service, as what serves now runs; or in the shell of a database, as its application connects.
 * Nothing is started here. @param name of a service or a database; absent: the only database
 * @throws SEA-5347, SEA-3114, SEA-3115
 */
export async function exec(name: string | undefined, words: readonly string[], environment: string, ports: Ports): Promise<Command> {
  const known = (await ports.store.nodes(environment)).filter(({ unfinished }) => unfinished !== true).map(({ node }) => node);
  if (name !== undefined && known.includes(serviceNode(name))) return inService(name, words, environment, ports);
  const names = known
    .filter((node) => /^(service|database)\./.test(node))
    .map(nameOf)
    .toSorted();
  if (name !== undefined && !names.includes(name)) throw failure("SEA-5347", { name, environment, known: names });
  const { name: found, node, kind, observed } = await findDatabase(name, environment, ports);
  if (kind.shell === undefined || observed === undefined) throw failure("SEA-3115", { database: found, environment });
  const { program, env } = await kind.shell({ project: ports.project, environment, node: node.node }, node);
  return { argv: [program, ...words], cwd: ".", env };
}

/** Artifact, settings and secret versions are those of the deployment that serves, whatever the config says by now. */
async function inService(name: string, words: readonly string[], environment: string, ports: Ports): Promise<Command> {
  const { project, store, runtime } = ports;
  const place = { project, environment, fence: 0 };
  const { services } = await runtime.observe(place);
  const serving = services.find(({ service }) => service === name)?.deployment;
  const deployment = (await store.deployments({ environment })).find(({ number }) => number === serving);
  const deployed = deployment?.services[name];
  if (deployment === undefined || deployed === undefined || runtime.command === undefined) {
    throw failure("SEA-5347", { name, environment, known: [] });
  }
  const release = mustHave(await store.getRelease(deployment.release), `r${deployment.release}`);
  const merged = {
    ...inEnvironment(release.definition, environment),
    services: Object.values(deployment.services).map((one) => one.definition),
  };
  const secrets = Object.fromEntries(Object.entries(deployment.services).map(([service, one]) => [service, one.secrets]));
  const source = { release: release.number, keys: release.keys, secrets };
  const { version } = await resolveService(deployed.definition, { environment, definition: merged, source }, ports);
  const { memoryMiB: _limit, ...unlimited } = version;
  const artifact = mustHave(release.artifacts[name], `artifact of ${name}`);
  return runtime.command(place, { ...unlimited, artifact, changed: false }, words);
}
