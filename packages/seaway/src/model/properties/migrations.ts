import { isRecord, wrong, type Spot } from "../config-check/spot.ts";
import type { MigrateDefinition } from "../definition.ts";
import { command } from "./command.ts";
import { projectPath } from "./project-path.ts";
import { property, readProps, type PropertyKind, type PropsOf } from "./property.ts";
import { text } from "./text.ts";

const folder = projectPath("folder");
const file = projectPath("file");

const sqlFiles: PropertyKind<string | readonly string[], string | readonly string[]> = {
  type: "string | readonly string[]",
  read(value, spot, example) {
    if (typeof value === "string") return folder.read(value, spot, example);
    if (!Array.isArray(value) || value.length === 0) return wrong(spot, value, "a folder of SQL files, or a list of them", example);
    const files = value.map((one) => file.read(one, spot, example));
    return files.every((one) => one !== undefined) ? files : undefined;
  },
};

const byFiles = {
  files: property(sqlFiles, {
    doc: "Folder of SQL files, applied in the order of their names (2 before 10), or a list of files, applied in its order. Each is applied once, by its content.",
    example: '"database/migrations"',
    required: true,
  }),
};

const byCommand = {
  service: property(text(/./, "the name of a service"), {
    doc: "Service in whose bundle and with whose settings the command runs.",
    example: '"backend"',
    required: true,
  }),
  command: property(command, {
    doc: "Program that brings the tables forward, in the service's folder. It must bear being run again after the machine went down under it.",
    example: '"flask db upgrade"',
    required: true,
  }),
  files: property(folder, {
    doc: "Folder whose content decides whether the command has to run again; without it, anything of the service does.",
    example: '"backend/migrations"',
  }),
};

export type MigrateProps = PropsOf<typeof byFiles> | PropsOf<typeof byCommand>;

/** How the tables of a database are brought forward before a release starts: by SQL files, or by a command of a service. */
export const migrations: PropertyKind<MigrateProps, MigrateDefinition> = {
  type: "{ readonly files: string | readonly string[] } | { readonly service: string; readonly command: string | readonly string[]; readonly files?: string }",
  read(value, spot, example) {
    if (!isRecord(value)) return wrong(spot, value, "an object with `files`, or with `service` and `command`", example);
    return "service" in value || "command" in value ? readCommand(value, spot) : readFiles(value, spot);
  },
};

function readFiles(value: unknown, spot: Spot): MigrateDefinition | undefined {
  const { files } = readProps(byFiles, value, spot);
  return files === undefined ? undefined : { files };
}

function readCommand(value: unknown, spot: Spot): MigrateDefinition | undefined {
  const { service, command: words, files } = readProps(byCommand, value, spot);
  if (service === undefined || words === undefined) return undefined;
  return { service, command: words, ...(files === undefined ? {} : { files }) };
}
