import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluateConfig } from "../../../src/adapters/config/evaluate-config.ts";
import { refusal, temporaryProject } from "./temporary-project.ts";

const refused = (config: string, options?: Parameters<typeof evaluateConfig>[1]): Promise<string> =>
  refusal(evaluateConfig(join(temporaryProject({ "seaway.config.ts": config }), "seaway.config.ts"), options));

test("a syntax error is shown where the parser gave up", async () => {
  expect(await refused(`import { project } from "seaway";\nconst services = [;\n`))
    .toBe(`SEA-2120 the config is not valid TypeScript: unexpected token
  --> seaway.config.ts:2:19
  const services = [;
                    ^
  try correct the line`);
});

test("a mistake that only the engine of JavaScript finds is a syntax error too", async () => {
  expect(await refused("const a = 1;\nconst a = 2;\nexport default a;\n")).toContain("SEA-2120 the config is not valid TypeScript: ");
});

test("TypeScript that is more than types is named", async () => {
  expect(await refused("enum Size { Small }\nexport default Size.Small;\n"))
    .toBe(`SEA-2122 a config can't use an enum: types are removed from it, nothing is translated
  --> seaway.config.ts:1:6
  enum Size { Small }
       ^^^^ not a type
  try write it in plain JavaScript with types, for example a const object instead of an enum`);
  expect(await refused("class A { constructor(readonly a: number) {} }\nexport default new A(1);\n")).toContain(
    "SEA-2122 a config can't use a parameter property",
  );
  expect(await refused("namespace N { export const a = 1; }\nexport default N.a;\n")).toContain("SEA-2122 a config can't use a namespace");
});

test("an error that the config throws is shown in its line, with what it printed before", async () => {
  const config = `console.log("before");\nconst users: any = undefined;\nexport default users.uri;\n`;
  expect(await refused(config)).toBe(`SEA-2121 the config failed: Cannot read properties of undefined (reading 'uri')
  --> seaway.config.ts:3:22
  export default users.uri;
                       ^ TypeError
  log before
  try correct the line; the program's own output is shown as log`);
  expect(await refused(`throw "no error at all";\n`)).toContain("SEA-2121 the config failed: no error at all\n");
});

test("a reference in a text is refused in the line that wrote it", async () => {
  const config =
    'import { database } from "seaway";\nconst users = database("users", { engine: "postgres" });\nconst uri = `postgres://${users.host}/users`;\n';
  expect(await refused(config)).toBe(`SEA-2110 users.host can't be part of a text: its value is not known while the config is evaluated
  --> seaway.config.ts:3:33
  const uri = \`postgres://\${users.host}/users\`;
                                  ^ here
  try give it a setting of its own, for example  env: { ADDRESS: users.host }`);
});

test("a missing default export and one of another kind are told apart", async () => {
  expect(await refused("export const a = 1;\n")).toMatch(/^SEA-2123 seaway\.config\.ts has no default export\n {2}try end it with/);
  expect(await refused(`export default { name: "users" };\n`))
    .toBe(`SEA-2124 the default export of seaway.config.ts is no project(…), but: object
  --> seaway.config.ts:1:16
  export default { name: "users" };
                 ^^^^^^^^^^^^^^^^^ object
  try export what  project(…)  returns`);
  expect(await refused("export default async () => {};\n")).toContain("but: function\n");
});

test("a name that seaway does not export is refused with the nearest one", async () => {
  expect(await refused('import { projct } from "seaway";\nexport default projct;\n'))
    .toBe(`SEA-2128 \`seaway\` exports no \`projct\`: did you mean \`project\`?
  --> seaway.config.ts:1:10
  import { projct } from "seaway";
           ^^^^^^ unknown
  try write  project`);
});

test("an import that leads nowhere is shown in its line", async () => {
  expect(await refused('import _ from "lodash";\nexport default _;\n')).toBe(`SEA-2127 the config imports \`lodash\`, which is not there
  --> seaway.config.ts:1:15
  import _ from "lodash";
                ^^^^^^^^ not found
  try check the path (with its extension, as ./names.ts), or install the package beside the config`);
  expect(await refused('export { default } from "./gone.ts";\n')).toContain(
    "SEA-2127 the config imports `./gone.ts`, which is not there\n  --> seaway.config.ts:1:25\n",
  );
});

test("a config that never ends is ended", async () => {
  expect(await refused("for (;;);\n", { timeoutMs: 500 })).toBe(`SEA-2125 the config was not evaluated within 0.5 s
  try look for an endless loop, or for an await that never ends`);
});

test("a config that ends its process, or waits for what never comes, is told so", async () => {
  expect(await refused("process.exit(0);\n")).toContain("SEA-2126 the config's process ended before it yielded a project: exit code 0\n");
  expect(await refused("await new Promise(() => {});\nexport default 1;\n")).toContain(
    "before it yielded a project: it awaits something that never comes\n",
  );
  expect(await refused('process.kill(process.pid, "SIGTERM");\nfor (;;);\n')).toContain("before it yielded a project: signal SIGTERM\n");
});
