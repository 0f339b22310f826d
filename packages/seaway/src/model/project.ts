import { callSite } from "./call-site.ts";
import { isRecord, wrong } from "./config-check/spot.ts";
import type { Database } from "./database.ts";
import type { Environment, LocalProps } from "./environment.ts";
import type { Machine } from "./machine.ts";
import { property, type PropertyKind, type PropsOf } from "./properties/property.ts";
import type { Service } from "./service.ts";

/** A list of what one builder yields. */
const listOf = <Member extends Service | Database | Machine>(
  kind: Member["kind"],
): PropertyKind<readonly Member[], readonly unknown[]> => ({
  type: `readonly ${kind.charAt(0).toUpperCase()}${kind.slice(1)}[]`,
  read: (value, spot, example) => (Array.isArray(value) ? value : wrong(spot, value, `a list of ${kind}(…)`, example)),
});

const environments: PropertyKind<Readonly<Record<string, Environment>>, Readonly<Record<string, unknown>>> = {
  type: "Readonly<Record<string, Environment>>",
  read: (value, spot, example) =>
    isRecord(value) && Object.keys(value).length > 0 ? value : wrong(spot, value, "an object with at least one environment", example),
};

const environmentName: PropertyKind<string, string> = {
  type: "string",
  read: (value, spot, example) => (typeof value === "string" ? value : wrong(spot, value, "the name of an environment", example)),
};

export const projectProperties = {
  services: property(listOf<Service>("service"), {
    doc: "The services of the project. They are released together.",
    example: "[backend, frontend]",
    required: true,
  }),
  databases: property(listOf<Database>("database"), {
    doc: "Databases to which no setting refers; the others are found by their references.",
    example: "[users]",
    default: [],
  }),
  machines: property(listOf<Machine>("machine"), {
    doc: "Machines of the project that are reached over SSH: `seaway ssh NAME`, `status` and `doctor` know them.",
    example: "[test]",
    default: [],
  }),
  environments: property(environments, {
    doc: "Places where the project runs, by name.",
    example: "{ local: local() }",
    required: true,
  }),
  default: property(environmentName, {
    doc: "Environment that commands use without `--env`.",
    example: '"local"',
    otherwise: "the first of `environments`",
  }),
};

export type ProjectProps = PropsOf<typeof projectProperties>;

export interface Project {
  readonly kind: "project";
  readonly name: string;
  readonly props: ProjectProps;
  readonly site: string;
}

/** The default export of `seaway.config.ts`. */
export const project = (name: string, props: ProjectProps): Project => Object.freeze({ kind: "project", name, props, site: callSite() });

export interface LocalOverrides {
  readonly kind: "local overrides";
  readonly props: { readonly environments: Readonly<Record<string, LocalProps>> };
  readonly site: string;
}

/** The default export of `seaway.local.ts`, which git ignores: what differs on this machine. It may change only environments whose target is `local`. */
export const localOverrides = (props: LocalOverrides["props"]): LocalOverrides =>
  Object.freeze({ kind: "local overrides", props, site: callSite() });
