import { databaseProperties } from "../../model/database.ts";
import { localProperties, overridableProperties } from "../../model/environment.ts";
import { machineProperties } from "../../model/machine.ts";
import { projectProperties } from "../../model/project.ts";
import type { PropertyTable } from "../../model/properties/property.ts";
import { serviceProperties } from "../../model/service.ts";

/** The text of `.seaway/types.d.ts`: what an editor knows of `seaway` in a repository without node_modules. Tables of properties in, TypeScript out. */
export const editorTypes =
  (): string => `// Written by Seaway for your editor and kept up to date by every command. Git ignores it: do not edit it.
declare module "seaway" {
  /** A property of a service or database that is known only when it exists. A setting takes it, a text can't. */
  export interface Reference {
    readonly kind: "reference";
    readonly ref: string;
  }

  /** A secret by its name; its value is set by \`seaway secret set NAME\`. */
  export interface SecretReference {
    readonly kind: "secret";
    readonly secret: string;
  }

  export type SettingValue = string | Reference | SecretReference;

  export type Setting<T> = T extends SettingValue
    ? T
    : T extends Service | Database
      ? "A resource is not a setting: pass one of its properties, for example users.uri"
      : "A setting is a text, a reference or a secret: write a number as a text, for example '5001'";

  export type Settings<Env> = { readonly [Name in keyof Env]: Setting<Env[Name]> };

${propsInterface("ServiceProps", serviceProperties)}
${propsInterface("DatabaseProps", databaseProperties)}
${propsInterface("MachineProps", machineProperties)}
${propsInterface("ServiceOverrides", overridableProperties, true)}
${propsInterface("LocalProps", localProperties)}
${propsInterface("ProjectProps", projectProperties)}
  export interface Service {
    readonly kind: "service";
    /** \`http://backend:5001\` */
    readonly url: Reference;
    readonly host: Reference;
    readonly port: Reference;
  }

  export interface Database {
    readonly kind: "database";
    /** \`postgresql://user:password@host:port/name\` */
    readonly uri: Reference;
    readonly host: Reference;
    readonly port: Reference;
    readonly user: Reference;
    readonly password: Reference;
    readonly name: Reference;
  }

  export interface Machine {
    readonly kind: "machine";
  }

  export interface Environment {
    readonly kind: "environment";
  }

  export interface Project {
    readonly kind: "project";
  }

  export interface LocalOverrides {
    readonly kind: "local overrides";
  }

  /** Describes one kind of process of the project. */
  export function service<Env>(name: string, props: Omit<ServiceProps, "env"> & {
    /** ${serviceProperties.env.doc} */
    readonly env?: Settings<Env>;
  }): Service;

  /** Describes a database. It belongs to the project as soon as a setting refers to it. */
  export function database(name: string, props: DatabaseProps): Database;

  /** Describes a machine that is reached over SSH. It belongs to the project when the project lists it. */
  export function machine(name: string, props: MachineProps): Machine;

  /** Refers to a secret by its name. */
  export function secret(name: string): SecretReference;

  /** An environment on this machine: no account, no Docker. */
  export function local(props?: LocalProps): Environment;

  /** The default export of \`seaway.config.ts\`. */
  export function project(name: string, props: ProjectProps): Project;

  /** The default export of \`seaway.local.ts\`, which git ignores: what differs on this machine. */
  export function localOverrides(props: { readonly environments: Readonly<Record<string, LocalProps>> }): LocalOverrides;
}
`;

/** @param sparse where every property may be left out, and leaving it out changes nothing. */
function propsInterface(name: string, table: PropertyTable, sparse = false): string {
  const members = Object.entries(table).map(([key, { doc, type, required, example, default: value, otherwise }]) => {
    const usual = sparse ? undefined : (otherwise ?? (value === undefined ? undefined : `\`${JSON.stringify(value)}\``));
    const lines = [doc, `@example ${key}: ${example}`, ...(usual === undefined ? [] : [`@default ${usual}`])];
    const comment = ["/**", ...lines.map((line) => ` * ${line}`), " */"].map((line) => `    ${line}\n`).join("");
    return `${comment}    readonly ${key}${required && !sparse ? "" : "?"}: ${type};\n`;
  });
  return `  export interface ${name} {\n${members.join("")}  }\n`;
}
