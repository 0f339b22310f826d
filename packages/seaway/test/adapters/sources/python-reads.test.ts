import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonReads } from "../../../src/adapters/sources/python-reads.ts";
import { pythonSources } from "../../../src/adapters/sources/python-sources.ts";
import { requirementNames } from "../../../src/adapters/sources/requirement-names.ts";

const SOURCE = `import os, yaml as y  # import nothing
from routes.users import list
from . import sibling
import psycopg.rows

HOST = os.environ["DATABASE_HOST"]
MODE = os.environ.get('MODE', "fast"); LEVEL = os.getenv("LEVEL")
os.environ["TZ"] = "UTC"
same = os.environ["STAGE"] == "test"
# os.environ["COMMENTED"]
app.run(port=5050)
bind = "0.0.0.0:8000"
server = HTTPServer(("127.0.0.1", 9000), Handler)
def broken(:
`;

test("what a file reads, imports and listens on is found with its line", () => {
  expect(pythonReads("app.py", SOURCE)).toEqual({
    variables: [
      { name: "DATABASE_HOST", at: "app.py:6" },
      { name: "MODE", at: "app.py:7" },
      { name: "LEVEL", at: "app.py:7" },
      { name: "STAGE", at: "app.py:9" },
    ],
    imports: [
      { name: "os", at: "app.py:1" },
      { name: "yaml", at: "app.py:1" },
      { name: "routes", at: "app.py:2" },
      { name: "psycopg", at: "app.py:4" },
    ],
    ports: [
      { name: "5050", at: "app.py:11" },
      { name: "8000", at: "app.py:12" },
      { name: "9000", at: "app.py:13" },
    ],
  });
});

test("a service's folder is read without its tests, and one that is gone is no failure", async () => {
  const found = await pythonSources.read(join(import.meta.dirname, "../../../../../examples/users/backend"));
  expect(found?.variables).toEqual([{ name: "DATABASE_URI", at: "app.py:7" }]);
  expect(found?.modules).toEqual(expect.arrayContaining(["app", "routes", "users"]));
  expect(found?.requirements).toEqual(expect.arrayContaining(["flask", "psycopg"]));
  expect(found?.imports.some(({ at }) => at.startsWith("tests/"))).toBe(false);
  expect(await pythonSources.read("/nowhere")).toBeUndefined();
});

test("requirements are named as indexes compare them, and are unknown when a file includes others", () => {
  expect(requirementNames("# Direct\nFlask==3.1\npsycopg[binary]>=3\nruamel.yaml_ext ; python_version > '3'\n--no-index\n")).toEqual([
    "flask",
    "psycopg",
    "ruamel-yaml-ext",
  ]);
  expect(requirementNames("flask\n-r base.txt\n")).toBeUndefined();
});
