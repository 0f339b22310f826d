import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { editorTypes } from "../../../src/adapters/config/editor-types.ts";
import { writeEditorTypes } from "../../../src/adapters/config/write-editor-types.ts";
import { temporaryProject } from "./temporary-project.ts";

const ROOT = resolve(import.meta.dirname, "../../../../..");
const source = (file: string): string => join(ROOT, "packages/seaway/src", file);
const REFERENCE = '/// <reference path="./.seaway/types.d.ts" />\n';

/** What the real compiler says of the files of a repository that has no node_modules, as an editor would show it. */
async function compile(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryProject(files);
  writeEditorTypes(folder);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--allowImportingTsExtensions",
    "--pretty",
    "false",
  ];
  const sources = Object.keys(files).map((file) => join(folder, file));
  const run = promisify(execFile)(join(ROOT, "node_modules/.bin/tsc"), [...options, "--checkers", "1", ...sources], { cwd: folder });
  return run.then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout.replaceAll(`${folder}/`, ""),
  );
}

test("the example compiles with nothing but the editor's types", async () => {
  const config = readFileSync(join(ROOT, "examples/users/seaway.config.ts"), "utf8");
  expect(config.startsWith(REFERENCE)).toBe(true);
  expect(await compile({ "seaway.config.ts": config })).toBe("");
});

test("a mistake in a config is a sentence in the editor", async () => {
  const config = `${REFERENCE}import { database, local, project, secret, service } from "seaway";
const users = database("users", { engine: "postgres" });
const backend = service("backend", { path: "backend", port: 5001, env: { DATABASE_URI: users.uri, TOKEN: secret("TOKEN"), LEVEL: "info" } });
service("a", { path: "a", env: { DATABASE_URI: users } });
service("a", { path: "a", env: { PORT: 5001 } });
service("a", { path: "a", env: { DATABASE_URI: users.url } });
service("a", { path: "a", replicsa: 2 });
service("a", { path: "a", memory: "1GB" });
service("a", { port: 5000 });
database("a", { engine: "postgrs" });
backend.uri;
export default project("users", { services: [users], environments: { local: local({ services: { backend: { port: 1 } } }) } });
`;
  expect((await compile({ "seaway.config.ts": config })).split("\n").filter((line) => line.startsWith("seaway.config.ts"))).toEqual([
    `seaway.config.ts(5,34): error TS2322: Type 'Database' is not assignable to type '"A resource is not a setting: pass one of its properties, for example users.uri"'.`,
    `seaway.config.ts(6,34): error TS2322: Type 'number' is not assignable to type '"A setting is a text, a reference or a secret: write a number as a text, for example '5001'"'.`,
    `seaway.config.ts(7,54): error TS2339: Property 'url' does not exist on type 'Database'.`,
    `seaway.config.ts(8,27): error TS2561: Object literal may only specify known properties, but 'replicsa' does not exist in type 'Omit<ServiceProps, "env"> & { readonly env?: Settings<unknown> | undefined; }'. Did you mean to write 'replicas'?`,
    `seaway.config.ts(9,27): error TS2322: Type '"1GB"' is not assignable to type 'number | \`\${number}Gi\` | \`\${number}Mi\` | undefined'.`,
    `seaway.config.ts(10,14): error TS2345: Argument of type '{ port: number; }' is not assignable to parameter of type 'Omit<ServiceProps, "env"> & { readonly env?: Settings<unknown> | undefined; }'.`,
    `seaway.config.ts(11,17): error TS2322: Type '"postgrs"' is not assignable to type '"postgres"'.`,
    `seaway.config.ts(12,9): error TS2339: Property 'uri' does not exist on type 'Service'.`,
    `seaway.config.ts(13,46): error TS2741: Property 'url' is missing in type 'Database' but required in type 'Service'.`,
    `seaway.config.ts(13,108): error TS2353: Object literal may only specify known properties, and 'port' does not exist in type 'ServiceOverrides'.`,
  ]);
});

test("the editor's types are those of the builders themselves", async () => {
  const config = `${REFERENCE}import type * as editor from "seaway";
import type * as real from "${source("index.ts")}";
import type { overridableProperties } from "${source("model/environment.ts")}";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Plain<T> = T extends readonly string[] ? T : T extends object ? { [Key in keyof T]: Key extends "env" | "services" | "databases" | "machines" | "environments" ? unknown : Plain<T[Key]> } : T;
export const same: [
  Same<Plain<editor.ServiceProps>, Plain<real.ServiceProps>>,
  Same<Plain<editor.DatabaseProps>, Plain<real.DatabaseProps>>,
  Same<Plain<editor.MachineProps>, Plain<real.MachineProps>>,
  Same<Plain<editor.LocalProps>, Plain<real.LocalProps>>,
  Same<Plain<editor.ProjectProps>, Plain<real.ProjectProps>>,
  Same<Plain<editor.ServiceOverrides>, Plain<real.ServiceOverrides>>,
  Same<keyof editor.ServiceOverrides, keyof typeof overridableProperties>,
  Same<keyof editor.Service, Exclude<keyof real.Service, "node" | "props" | "site">>,
  Same<keyof editor.Database, Exclude<keyof real.Database, "node" | "props" | "site">>,
  Same<keyof typeof editor, keyof typeof real>,
] = [true, true, true, true, true, true, true, true, true, true];
`;
  expect(await compile({ "seaway.config.ts": config })).toBe("");
});

test("the file is written when it differs, and git sees the project's id alone", async () => {
  const folder = temporaryProject({ ".seaway/project": "users-0123456789\n" });
  expect([writeEditorTypes(folder), writeEditorTypes(folder)]).toEqual(["written", "same"]);
  writeFileSync(join(folder, ".seaway/types.d.ts"), "// of an older version\n");
  expect(writeEditorTypes(folder)).toBe("written");
  expect(readFileSync(join(folder, ".seaway/types.d.ts"), "utf8")).toBe(editorTypes());
  rmSync(join(folder, ".git"), { recursive: true });
  await promisify(execFile)("git", ["init", "--quiet", folder]);
  const { stdout } = await promisify(execFile)("git", ["-C", folder, "status", "--porcelain", "--untracked-files=all"]);
  expect(stdout).toBe("?? .seaway/project\n");
});

test("the manual's facts are beside each property in the editor", () => {
  expect(editorTypes()).toContain(`    /**
     * How many instances run side by side.
     * @example replicas: 2
     * @default \`1\`
     */
    readonly replicas?: number;
`);
});
