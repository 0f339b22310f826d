import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectId, readProjectId } from "../../../src/adapters/config/project-id.ts";
import { refusal, temporaryProject } from "./temporary-project.ts";

test("an id is made once, and every later call reads it", () => {
  const folder = temporaryProject({});
  expect(readProjectId(folder)).toBeUndefined();
  const id = projectId(folder, "users");
  expect(id).toMatch(/^users-[0-9a-f]{10}$/);
  expect(projectId(folder, "renamed")).toBe(id);
  expect(readFileSync(join(folder, ".seaway/project"), "utf8")).toBe(`${id}\n`);
  expect(readdirSync(join(folder, ".seaway"))).toEqual(["project"]);
});

test("a new id starts with the folder's name where no other is known, in letters that a path can hold", () => {
  const folder = temporaryProject({ "3 My Shop_/x": "", "__/x": "" });
  expect(projectId(join(folder, "3 My Shop_"))).toMatch(/^my-shop-[0-9a-f]{10}$/);
  expect(projectId(join(folder, "__"))).toMatch(/^project-[0-9a-f]{10}$/);
});

test("a file that holds anything else is refused and left alone", async () => {
  const folder = temporaryProject({ ".seaway/project": "../../etc\n" });
  const file = join(folder, ".seaway/project");
  const refused =
    "SEA-2131 .seaway/project does not hold the id of a project\n  try bring it back from git:  git checkout -- .seaway/project";
  expect(await refusal(() => projectId(folder))).toBe(refused);
  expect(readFileSync(file, "utf8")).toBe("../../etc\n");
  rmSync(file);
  writeFileSync(join(folder, "elsewhere"), "users-0123456789\n");
  symlinkSync(join(folder, "elsewhere"), file);
  expect(await refusal(() => projectId(folder))).toBe(refused);
  expect(existsSync(join(folder, "elsewhere"))).toBe(true);
});
