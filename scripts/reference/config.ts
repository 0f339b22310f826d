import { databaseProperties } from "../../packages/seaway/src/model/database.ts";
import { localProperties } from "../../packages/seaway/src/model/environment.ts";
import { machineProperties } from "../../packages/seaway/src/model/machine.ts";
import { projectProperties } from "../../packages/seaway/src/model/project.ts";
import type { PropertyTable } from "../../packages/seaway/src/model/properties/property.ts";
import { serviceProperties } from "../../packages/seaway/src/model/service.ts";
import { code, escaped, generated, table } from "./markdown.ts";

const builders: Record<string, { readonly properties: PropertyTable; readonly what: string }> = {
  "project(name, properties)": { properties: projectProperties, what: "The default export of the file." },
  "service(name, properties)": {
    properties: serviceProperties,
    what: "One kind of process of the project. Others find it by its `url`, `host` and `port`.",
  },
  "database(name, properties)": {
    properties: databaseProperties,
    what: "A database. Services find it by its `uri`, or by `host`, `port`, `user`, `password` and `name`.",
  },
  "machine(name, properties)": {
    properties: machineProperties,
    what: "A host reached over SSH, by the system's own ssh. The project lists it in `machines`.",
  },
  "local(properties)": { properties: localProperties, what: "An environment on this machine." },
};

/** Every property of `seaway.config.ts`, from the tables that also give its type and its check. */
export const configPage = (): string =>
  [
    "# seaway.config.ts",
    "What a project is made of, as TypeScript that is evaluated once into plain data. Unknown properties and wrong values are errors with file, line and column.",
    generated,
    ...Object.entries(builders).flatMap(([call, { properties, what }]) => [`## ${call}`, what, propertiesOf(properties)]),
  ].join("\n\n");

const propertiesOf = (properties: PropertyTable): string =>
  table(
    ["property", "type", "default", "what it is"],
    Object.entries(properties).map(([name, { type, doc, example, required, default: value, otherwise }]) => [
      code(name),
      code(type),
      required ? "required" : (otherwise ?? (value === undefined ? "–" : code(JSON.stringify(value)))),
      `${escaped(doc)} For example ${code(`${name}: ${example}`)}.`,
    ]),
  );
