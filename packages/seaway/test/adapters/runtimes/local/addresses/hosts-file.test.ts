import { expect, test } from "vitest";
import { hostsText } from "../../../../../src/adapters/runtimes/local/addresses/hosts-file.ts";
import { addressOf } from "../../../../../src/adapters/runtimes/local/addresses/loopback-address.ts";
import { claimEnvironmentNumber, likelyNumber } from "../../../../../src/adapters/runtimes/local/addresses/environment-number.ts";
import type { EnvironmentRecord } from "../../../../../src/adapters/runtimes/local/snapshot/snapshot.ts";

const environment = (names: Record<string, number>): EnvironmentRecord => ({
  project: "p",
  environment: "local",
  number: 12,
  fence: 0,
  names,
  publicPorts: {},
  pointers: {},
  instances: {},
  residents: {},
  starts: {},
});

test("the hosts file names localhost, the machine itself, and everything of the environment", () => {
  expect(hostsText(environment({ users: 2, backend: 1 }), "laptop")).toBe(`127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
127.0.1.1 laptop
127.77.12.1 backend
127.77.12.2 users
`);
});

test("a name keeps its address, and a freed one goes to the next new name", () => {
  const record = environment({});
  expect(["backend", "users", "backend"].map((name) => addressOf(record, name))).toEqual(["127.77.12.1", "127.77.12.2", "127.77.12.1"]);
  delete record.names["backend"];
  expect(addressOf(record, "frontend")).toBe("127.77.12.1");
});

test("an environment's number is had by one at a time, and free again afterwards", async () => {
  const wished = likelyNumber(`test/${process.pid}`);
  const first = await claimEnvironmentNumber(wished);
  const second = await claimEnvironmentNumber(first.number);
  expect(second.number).not.toBe(first.number);
  first.release();
  second.release();
});
