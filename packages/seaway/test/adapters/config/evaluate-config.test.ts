import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { evaluateConfig, readConfig } from "../../../src/adapters/config/evaluate-config.ts";
import { databaseProperties } from "../../../src/model/database.ts";
import { machineProperties } from "../../../src/model/machine.ts";
import { localProperties } from "../../../src/model/environment.ts";
import { projectProperties } from "../../../src/model/project.ts";
import type { PropertyTable } from "../../../src/model/properties/property.ts";
import { serviceProperties } from "../../../src/model/service.ts";
import { refusal, temporaryProject } from "./temporary-project.ts";

const HEAD = 'import { database, local, localOverrides, project, secret, service } from "seaway";\n';
const TAIL = '\nexport default project("p", { services: [backend], environments: { local: local() } });\n';
const PLAIN = `${HEAD}const backend = service("backend", { path: "backend", port: 5001 });${TAIL}`;

/** Evaluates a config in a repository that has a folder `backend`. */
const evaluate = (config: string, files: Readonly<Record<string, string>> = {}) =>
  readConfig(join(temporaryProject({ "backend/app.py": "", "seaway.config.ts": config, ...files }), "seaway.config.ts"), {
    firstOwnPort: 1,
  });

test("the example of the repository becomes the definition that the engine works with", async () => {
  const definition = await evaluateConfig(resolve(import.meta.dirname, "../../../../../examples/users/seaway.config.ts"));
  expect(definition.services.map(({ name, port, env }) => ({ name, port, env }))).toEqual([
    { name: "backend", port: 5001, env: { DATABASE_URI: { ref: "users.uri" } } },
    { name: "frontend", port: 5000, env: expect.objectContaining({ BACKEND_URL: { ref: "backend.url" } }) },
  ]);
  expect(definition.databases.map(({ name, schema }) => `${name} ${schema}`)).toEqual(["users database/schema.sql"]);
});

/** The properties of a table as a config would write them, each with its own example. */
const example = (table: PropertyTable, ...but: readonly string[]): string =>
  Object.entries(table)
    .flatMap(([key, { example }]) => (but.includes(key) ? [] : [`${key}: ${example}`]))
    .join(", ");

test("every property's own example is accepted", async () => {
  const config = `${HEAD.replace("local,", "local, machine,")}const users = database("users", { ${example(databaseProperties)} });
    const test = machine("test", { ${example(machineProperties)} });
    const frontend = service("frontend", { path: "backend", port: 80 });
    const backend = service("backend", { ${example(serviceProperties, "kind")} });
    const jobs = service("jobs", { path: "backend", kind: ${serviceProperties.kind.example} });
    const here = local({ ${example(localProperties)} });
    export default project("p", { ${example(projectProperties, "environments")}, environments: { local: here } });`;
  const { definition } = await evaluate(config, { "database/schema.sql": "", "database/seed.sql": "", "database/migrations/1.sql": "" });
  expect(definition.services.map(({ name }) => name)).toEqual(["backend", "frontend"]);
  expect(definition.environments.local).toEqual({ target: "local", protected: true, services: { backend: { replicas: 2 } } });
});

test("a port that is a text is refused with its place, as the manual shows it", async () => {
  const config = `${"\n".repeat(13)}const backend = service("backend", { path: "backend", port: "80a0" });${TAIL}import { local, project, service } from "seaway";`;
  expect(await refusal(evaluate(config))).toBe(`SEA-2104 port of service backend must be a number from 1 to 65535
  --> seaway.config.ts:14:61
  const backend = service("backend", { path: "backend", port: "80a0" });
                                                              ^^^^^^ text
  try for example  port: 5000`);
});

test("a migration by a command names a service of the project, and files that are built with it", async () => {
  const config = `${HEAD}const users = database("users", { engine: "postgres", migrate: { service: "backnd", command: "flask db upgrade" } });
    const other = database("other", { engine: "postgres", migrate: { service: "backend", command: "x", files: "database" } });
    const third = database("third", { engine: "postgres", migrate: { files: 5 } });
    const backend = service("backend", { path: "backend", port: 80, env: { A: users.uri, B: other.uri, C: third.uri } });${TAIL}`;
  const refused = await refusal(evaluate(config, { "database/schema.sql": "" }));
  expect(refused).toContain(
    "SEA-2133 `migrate` of database users names `backnd`, which is no service of the project: did you mean `backend`?",
  );
  expect(refused).toContain("SEA-2104 migrate.files of database other must be a folder below backend, which is built with backend");
  expect(refused).toContain("SEA-2104 migrate.files of database third must be a folder of SQL files, or a list of them");
});

test("all problems of a file come at once, in the order of the file, each at its own place", async () => {
  const config = `${HEAD}import * as seaway from "seaway";
const users = database("users", { engine: "postgrs", schema: "gone.sql" } as never);
const usual = { replicsa: 2, ...{ memory: "12" } };
const backend = seaway.service("backend", {
  path: "backend",
  port: 5001,
  ...usual,
  env: { DATABASE_URI: users, PORT: 5001 },
} as never);
const makeService = (name: string) => service(name, { path: "nowhere" });
const [other] = ["Other"].map(makeService);
export default project("p", {
  services: [backend, other!, users as never],
  databases: [users],
  environments: { local: local({ services: { backned: {} } }) },
});
`;
  expect(await refusal(evaluate(config))).toBe(`SEA-2104 engine of database users must be "postgres"
  --> seaway.config.ts:3:43
  const users = database("users", { engine: "postgrs", schema: "gone.sql" } as never);
                                            ^^^^^^^^^ text
  try for example  engine: "postgres"
SEA-2132 schema of database users names a file that is not there: gone.sql
  --> seaway.config.ts:3:62
  const users = database("users", { engine: "postgrs", schema: "gone.sql" } as never);
                                                               ^^^^^^^^^^ not there
  try correct the path; it is relative to the folder of the config
SEA-2105 \`replicsa\` is no property of service backend: did you mean \`replicas\`?
  --> seaway.config.ts:4:17
  const usual = { replicsa: 2, ...{ memory: "12" } };
                  ^^^^^^^^ unknown
  try write  replicas
SEA-2104 memory of service backend must be a size such as "256Mi" or "1Gi", or a number of MiB, at least 16 MiB
  --> seaway.config.ts:4:43
  const usual = { replicsa: 2, ...{ memory: "12" } };
                                            ^^^^ text
  try for example  memory: "256Mi"
SEA-2111 env.DATABASE_URI of service backend must be a text, a reference or a secret: pass one of its properties, for example users.uri
  --> seaway.config.ts:9:24
    env: { DATABASE_URI: users, PORT: 5001 },
                         ^^^^^ database
  try write a text, a reference such as  users.uri  or  secret("NAME")
SEA-2111 env.PORT of service backend must be a text, a reference or a secret: write a number as a text, for example "5001"
  --> seaway.config.ts:9:37
    env: { DATABASE_URI: users, PORT: 5001 },
                                      ^^^^ number
  try write a text, a reference such as  users.uri  or  secret("NAME")
SEA-2107 \`Other\` can't be the name of a service: lower-case letters, digits and hyphens, at most 63, a letter first
  --> seaway.config.ts:11:47
  const makeService = (name: string) => service(name, { path: "nowhere" });
                                                ^^^^ name
  try write  "other"
SEA-2132 path of service Other names a folder that is not there: nowhere
  --> seaway.config.ts:11:61
  const makeService = (name: string) => service(name, { path: "nowhere" });
                                                              ^^^^^^^^^ not there
  try correct the path; it is relative to the folder of the config
SEA-2104 services.2 of the project must be a service
  --> seaway.config.ts:14:31
    services: [backend, other!, users as never],
                                ^^^^^^^^^^^^^^ database
  try for example  service("name", { … })
SEA-2116 environment local changes \`backned\`, which is no service of the project: did you mean \`backend\`?
  --> seaway.config.ts:16:46
    environments: { local: local({ services: { backned: {} } }) },
                                               ^^^^^^^ unknown
  try write  backend`);
});

test("a mistake in a file that the config imports is shown in that file", async () => {
  const services = `import { service } from "seaway";\nexport const backend = service("backend", { path: "backend", port: 0 });\n`;
  const config = `import { local, project } from "seaway";\nimport { backend } from "./deploy/services.ts";${TAIL}`;
  expect(await refusal(evaluate(config, { "deploy/services.ts": services }))).toContain("--> deploy/services.ts:2:68\n");
});

test("a symbolic link does not lead a path out of the project", async () => {
  const folder = temporaryProject({ "seaway.config.ts": PLAIN });
  symlinkSync("/usr", join(folder, "backend"));
  expect(await refusal(evaluateConfig(join(folder, "seaway.config.ts")))).toContain(
    "SEA-2113 path of service backend leaves the project's folder: backend\n",
  );
});

test("a low port is refused where this user may not listen at it", async () => {
  const folder = temporaryProject({ "backend/app.py": "", "seaway.config.ts": PLAIN.replace("5001", "80") });
  const file = join(folder, "seaway.config.ts");
  expect(await refusal(evaluateConfig(file, { firstOwnPort: 1024 }))).toContain(
    "SEA-2119 port of service backend is 80, and an ordinary user may listen only from 1024 on\n  --> seaway.config.ts:2:61\n",
  );
  expect((await evaluateConfig(file, { firstOwnPort: 80 })).services[0]?.port).toBe(80);
});

test("seaway.local.ts beside the config is taken along, and its mistakes are shown in it", async () => {
  const local = `import { localOverrides } from "seaway";\nexport default localOverrides({ environments: { local: { services: { backend: { replicas: 3 } } } } });\n`;
  const { definition } = await evaluate(PLAIN, { "seaway.local.ts": local });
  expect(definition.environments.local?.services).toEqual({ backend: { replicas: 3 } });
  expect(await refusal(evaluate(PLAIN, { "seaway.local.ts": local.replace("local: {", "staging: {") })))
    .toBe(`SEA-2117 the project has no environment \`staging\`
  --> seaway.local.ts:2:49
  export default localOverrides({ environments: { staging: { services: { backend: { replicas: 3 } } } } });
                                                  ^^^^^^^ unknown
  try use one of  local`);
  expect(await refusal(evaluate(PLAIN, { "seaway.local.ts": "export default { replicas: 3 };\n" }))).toContain(
    "SEA-2124 the default export of seaway.local.ts is no localOverrides(…), but: object\n  --> seaway.local.ts:1:16\n",
  );
});

test("a repository whose package.json says commonjs has a config all the same", async () => {
  const { definition } = await evaluate(PLAIN, { "package.json": '{ "type": "commonjs" }' });
  expect(definition.name).toBe("p");
});

test("what a config prints can't be taken for its result, and is handed on", async () => {
  const { definition, printed } = await evaluate(`${PLAIN}console.log('{"kind":"checked"}');\nconsole.error("noted");`);
  expect(definition.name).toBe("p");
  expect(printed).toBe('{"kind":"checked"}\nnoted\n');
});

test("a config sees nothing of our environment, and no option of ours", async () => {
  process.env.SEAWAY_CANARY = "canary"; // of this test alone, and taken away again
  try {
    const { printed } = await evaluate(
      `${PLAIN}console.log(Object.keys(process.env).filter((name) => !/^(PATH|LANG|LC_ALL|TZ|TMPDIR)$/.test(name)).toSorted().join());`,
    );
    expect(printed).toBe("NODE_COMPILE_CACHE,NO_COLOR\n");
  } finally {
    delete process.env.SEAWAY_CANARY;
  }
});

test("a config that leaves a timer running is finished all the same", async () => {
  expect((await evaluate(`${PLAIN}setInterval(() => {}, 1000);`)).definition.name).toBe("p");
});

test("a config that writes, reads elsewhere or starts a program is refused in its line", async () => {
  const outside = temporaryProject({ key: "secret" });
  const write = await refusal(evaluate(`import { writeFileSync } from "node:fs";\nwriteFileSync("${outside}/made", "x");\n${PLAIN}`));
  expect(write).toContain("SEA-2129 the config tried to write a file, which a config may not do\n  --> seaway.config.ts:2:1\n");
  expect(existsSync(join(outside, "made"))).toBe(false);
  const read = await refusal(evaluate(`import { readFileSync } from "node:fs";\nconst key = readFileSync("${outside}/key");\n${PLAIN}`));
  expect(read).toContain(
    "SEA-2129 the config tried to read a file outside the repository, which a config may not do\n  --> seaway.config.ts:2:13\n",
  );
  const run = await refusal(evaluate(`import { execFileSync } from "node:child_process";\nexecFileSync("id");\n${PLAIN}`));
  expect(run).toContain("SEA-2129 the config tried to start a program, which a config may not do\n  --> seaway.config.ts:2:1\n");
});

test("a config may read its own repository", async () => {
  const config = `import { readFileSync } from "node:fs";\nconsole.log(readFileSync(new URL("../VERSION", import.meta.url), "utf8"));\n${PLAIN}`;
  const folder = temporaryProject({ VERSION: "7\n", "deploy/seaway.config.ts": config, "deploy/backend/x": "" });
  expect((await readConfig(join(folder, "deploy/seaway.config.ts"))).printed).toBe("7\n\n");
});

test("sources and definition are plain files: the evaluation leaves nothing in the repository", async () => {
  const folder = temporaryProject({ "backend/app.py": "", "seaway.config.ts": PLAIN });
  await evaluateConfig(join(folder, "seaway.config.ts"));
  expect(readFileSync(join(folder, "seaway.config.ts"), "utf8")).toBe(PLAIN);
  expect(existsSync(join(folder, "node_modules"))).toBe(false);
});
