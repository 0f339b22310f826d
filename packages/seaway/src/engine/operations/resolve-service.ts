import { failure } from "../../model/errors/failure.ts";
import type { ServiceDefinition, SettingDefinition } from "../../model/definition.ts";
import type { NodeId } from "../../model/numbers.ts";
import type { Plan } from "../../model/plan.ts";
import { mustHave } from "../../std/must-have.ts";
import { databaseNode, splitReference, volumeNode } from "../plan/settings.ts";
import type { ResolvedReference } from "../ports/provider.ts";
import type { Ports } from "../ports/ports.ts";
import type { ServiceVersion } from "../ports/runtime.ts";

export interface ResolvedService {
  readonly definition: ServiceDefinition;
  readonly version: Omit<ServiceVersion, "artifact" | "changed">;
  /** Which version of each secret was given; no value. */
  readonly record: Readonly<Record<string, { version: number; mac: string }>>;
}

/** Gives each setting its value: the one moment at which secrets are read, for the one step that declared them. */
export async function resolveService(definition: ServiceDefinition, place: ResolvePlace, ports: Ports): Promise<ResolvedService> {
  const { name, kind, path, command, port, health, replicas, memoryMiB, public: isPublic, volume, env } = definition;
  const record: Record<string, { version: number; mac: string }> = {};
  const resolved = await Promise.all(
    Object.entries(env).map(async ([key, setting]) => {
      const { value, secrets, version } = await resolve(setting, definition, place, ports);
      if (version) record[version.name] = { version: version.version, mac: version.mac };
      return { key, value, secrets };
    }),
  );
  return {
    definition,
    record,
    version: {
      service: name,
      kind,
      path,
      command,
      replicas,
      public: isPublic,
      ...(port === undefined ? {} : { port }),
      ...(health === undefined ? {} : { health }),
      ...(memoryMiB === undefined ? {} : { memoryMiB }),
      ...(volume === undefined
        ? {}
        : { volume: { folder: (await outputOf(volumeNode(volume.name), "folder", place, ports)).value, path: volume.path } }),
      settings: Object.fromEntries(resolved.map(({ key, value }) => [key, value])),
      secrets: [...new Set(resolved.flatMap(({ secrets }) => secrets))],
    },
  };
}

type Resolved = ResolvedReference & { readonly version?: { readonly name: string; readonly version: number; readonly mac: string } };

/** Where references are looked up: the part of a plan that names things. */
export type ResolvePlace = Pick<Plan, "environment" | "definition" | "source">;

async function resolve(setting: SettingDefinition, service: ServiceDefinition, place: ResolvePlace, ports: Ports): Promise<Resolved> {
  if (typeof setting === "string") return { value: setting, secrets: [] };
  const { environment, definition } = place;
  if ("secret" in setting) {
    const found = await ports.secrets.read(environment, setting.secret, place.source?.secrets?.[service.name]?.[setting.secret]?.version);
    if (found === undefined) throw failure("SEA-7110", { name: setting.secret, service: service.name, environment });
    return { value: found.value, secrets: [found.value], version: found };
  }
  const { name, property } = splitReference(setting.ref);
  const other = definition.services.find((candidate) => candidate.name === name);
  return other ? { value: addressOf(other, property), secrets: [] } : outputOf(databaseNode(name), property, place, ports);
}

/** Inside an environment a service is called by its own name: the runtime makes that name lead to whatever serves. */
function addressOf({ name, port }: ServiceDefinition, property: string): string {
  if (property === "host") return name;
  return property === "port" ? String(port) : `http://${name}:${port}`;
}

async function outputOf(node: NodeId, property: string, { environment }: ResolvePlace, ports: Ports): Promise<ResolvedReference> {
  const recorded = mustHave(
    (await ports.store.nodes(environment)).find((other) => other.node === node),
    node,
  );
  const found = await ports.provider.resources[recorded.kind]?.resolve?.(
    { project: ports.project, environment, node },
    recorded.outputs,
    property,
  );
  return mustHave(found, `${node}: ${property}`);
}
