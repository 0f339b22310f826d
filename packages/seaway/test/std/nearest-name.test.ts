import { expect, test } from "vitest";
import { nearestName } from "../../src/std/nearest-name.ts";

test("a slip of the fingers finds the name that was meant", () => {
  const known = ["path", "port", "command", "health", "env", "replicas", "memory", "public", "kind", "volume"];
  expect(nearestName("replicsa", known)).toBe("replicas");
  expect(nearestName("Port", known)).toBe("port");
  expect(nearestName("comand", known)).toBe("command");
  expect(nearestName("envv", known)).toBe("env");
});

test("what is far from every name suggests nothing", () => {
  expect(nearestName("timeout", ["path", "port", "env"])).toBeUndefined();
  expect(nearestName("x", [])).toBeUndefined();
});
