import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sealText, unsealText } from "../../../src/adapters/secrets/seal.ts";
import { storeSecrets } from "../../../src/adapters/secrets/store-secrets.ts";
import { memoryStore } from "../../../src/adapters/stores/memory.ts";
import { sqliteStore } from "../../../src/adapters/stores/sqlite/sqlite.ts";
import type { SecretSource } from "../../../src/engine/ports/secret-source.ts";
import type { Store } from "../../../src/engine/ports/store.ts";

const CANARY = "canary-Zx91-value";
const ana = { user: "ana", generated: false };
const clock = { now: () => 5_000 };

interface Place {
  readonly folder: string;
  readonly keyPath: string;
  readonly store: Store;
  readonly secrets: SecretSource;
}

function aPlace(store = memoryStore()): Place {
  const folder = mkdtempSync(join(tmpdir(), "seaway-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keyPath = join(folder, "keys", "project");
  return { folder, keyPath, store, secrets: storeSecrets({ store, keyPath, clock }) };
}

test("a secret comes back as it was set, and its list shows no value", async () => {
  const { secrets } = aPlace();
  const set = await secrets.set("local", "MAIL_TOKEN", "héllo\n⚓ ", ana);
  const mac = await secrets.mac("héllo\n⚓ ");
  expect(set).toEqual({ name: "MAIL_TOKEN", version: 1, mac, generated: false, setAtMs: 5_000, setBy: "ana" });
  expect(await secrets.read("local", "MAIL_TOKEN")).toEqual({ ...set, value: "héllo\n⚓ " });
  expect(await secrets.list("local")).toEqual([set]);
  expect([await secrets.read("local", "OTHER"), await secrets.read("staging", "MAIL_TOKEN"), await secrets.list("staging")]).toEqual([
    undefined,
    undefined,
    [],
  ]);
});

test("each new value is a version, the same value is none, and every version is kept", async () => {
  const { secrets } = aPlace();
  const versions = [];
  for (const value of ["one", "two", "two", "one"]) versions.push((await secrets.set("local", "A", value, ana)).version);
  expect(versions).toEqual([1, 2, 2, 3]);
  expect((await secrets.read("local", "A"))?.value).toBe("one");
  expect((await secrets.read("local", "A", 2))?.value).toBe("two");
  expect(await secrets.read("local", "A", 4)).toBeUndefined();
});

test("names are listed in order, each once with its newest version", async () => {
  const { secrets } = aPlace();
  for (const [name, value] of [
    ["B", "1"],
    ["A", "1"],
    ["B", "2"],
  ] as const)
    await secrets.set("local", name, value, ana);
  expect((await secrets.list("local")).map(({ name, version }) => [name, version])).toEqual([
    ["A", 1],
    ["B", 2],
  ]);
});

test("a removed secret is gone, and its version numbers never come back", async () => {
  const { secrets } = aPlace();
  await secrets.set("local", "A", "one", ana);
  await secrets.remove("local", "A");
  expect(await secrets.read("local", "A")).toBeUndefined();
  expect((await secrets.set("local", "A", "one", ana)).version).toBe(2);
});

test("two that set one secret at once make two versions, none lost", async () => {
  const { secrets } = aPlace();
  const set = await Promise.all(["one", "two"].map((value) => secrets.set("local", "A", value, ana)));
  expect(set.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2]);
});

test("a store whose key is gone refuses to read and to write, and no new key is made", async () => {
  const { store, keyPath, secrets } = aPlace();
  await secrets.set("local", "A", CANARY, ana);
  rmSync(keyPath);
  const later = storeSecrets({ store, keyPath, clock });
  const sentence = `SEA-7102: this store's secrets are sealed with a key that is not at ${keyPath}`;
  for (const attempt of [
    () => later.set("local", "B", "x", ana),
    () => later.read("local", "A"),
    () => later.mac("x"),
    () => later.seal("x"),
  ]) {
    await expect(attempt()).rejects.toThrow(sentence);
  }
  expect(() => readFileSync(keyPath)).toThrow("ENOENT");
  expect((await store.secrets("local")).length).toBe(1);
});

test("a key that is put back opens everything again, in the same process", async () => {
  const { store, keyPath, secrets } = aPlace();
  await secrets.set("local", "A", CANARY, ana);
  const text = readFileSync(keyPath);
  rmSync(keyPath);
  const later = storeSecrets({ store, keyPath, clock });
  await expect(later.read("local", "A")).rejects.toThrow("SEA-7102");
  writeFileSync(keyPath, text, { mode: 0o600 });
  expect((await later.read("local", "A"))?.value).toBe(CANARY);
});

test("when the last secret was removed, a lost key is followed by a new one", async () => {
  const { store, keyPath, secrets } = aPlace();
  await secrets.set("local", "A", CANARY, ana);
  rmSync(keyPath);
  const later = storeSecrets({ store, keyPath, clock });
  await later.remove("local", "A");
  expect((await later.set("local", "A", "new", ana)).version).toBe(2);
  expect((await later.read("local", "A"))?.value).toBe("new");
});

test("another project's key is refused, for reading and for writing", async () => {
  const { store, keyPath, secrets } = aPlace();
  await secrets.set("local", "A", CANARY, ana);
  writeFileSync(keyPath, `${"ab".repeat(32)}\n`, { mode: 0o600 });
  const later = storeSecrets({ store, keyPath, clock });
  const sentence = `SEA-7103: the key at ${keyPath} does not open the secrets of this store`;
  await expect(later.read("local", "A")).rejects.toThrow(sentence);
  await expect(later.set("local", "A", "x", ana)).rejects.toThrow(sentence);
});

test("a sealed value that was moved to another name or environment, or changed, does not open", async () => {
  const { store, keyPath, secrets } = aPlace();
  await secrets.set("production", "A", CANARY, ana);
  const sealed = (await store.secrets("production"))[0]!;
  const changed = `${sealed.sealed.slice(0, -6)}${sealed.sealed.at(-6) === "A" ? "B" : "A"}${sealed.sealed.slice(-5)}`;
  await store.write({ secret: { ...sealed, name: "B" } });
  await store.write({ secret: { ...sealed, environment: "local" } });
  await store.write({ secret: { ...sealed, version: 2, sealed: changed } });
  await store.write({ secret: { ...sealed, version: 3, sealed: "v9:whatever" } });
  const sentence = (what: string): string => `SEA-7103: the key at ${keyPath} does not open ${what}`;
  await expect(secrets.read("production", "B")).rejects.toThrow(sentence("B v1 of production"));
  await expect(secrets.read("local", "A")).rejects.toThrow(sentence("A v1 of local"));
  await expect(secrets.read("production", "A", 2)).rejects.toThrow(sentence("A v2 of production"));
  await expect(secrets.read("production", "A", 3)).rejects.toThrow(sentence("A v3 of production"));
  expect((await secrets.read("production", "A", 1))?.value).toBe(CANARY);
});

test("equal values have equal macs under one key and different ones under another", async () => {
  const [one, other] = [aPlace(), aPlace()];
  expect(await one.secrets.mac("x")).toBe(await one.secrets.mac("x"));
  expect(await one.secrets.mac("x")).not.toBe(await one.secrets.mac("y"));
  expect(await one.secrets.mac("x")).not.toBe(await other.secrets.mac("x"));
});

test("a sealed text opens with the key's path alone, never twice the same", async () => {
  const { secrets, keyPath } = aPlace();
  const [sealed, again] = [await secrets.seal(CANARY), await sealText(keyPath, CANARY)];
  expect(sealed).toMatch(/^v1:[A-Za-z0-9+/]+=*$/);
  expect(sealed).not.toBe(again);
  expect([await unsealText(keyPath, sealed), await unsealText(keyPath, again)]).toEqual([CANARY, CANARY]);
  await expect(unsealText(`${keyPath}-elsewhere`, sealed)).rejects.toThrow("SEA-7102");
});

test("no byte of a secret lies in the store's folder, and errors do not show it", async () => {
  const { folder, keyPath } = aPlace();
  const store = await sqliteStore(join(folder, "state"));
  const secrets = storeSecrets({ store, keyPath, clock });
  await secrets.set("local", "A", CANARY, ana);
  await store.write({ secret: { ...(await store.secrets("local"))[0]!, name: "B" } });
  const error = await secrets.read("local", "B").catch((thrown: Error) => thrown);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(CANARY);
  const bytes = (): string =>
    readdirSync(join(folder, "state"))
      .map((name) => readFileSync(join(folder, "state", name), "latin1"))
      .join("");
  expect(bytes()).toContain("v1:");
  for (const form of [CANARY, Buffer.from(CANARY).toString("base64"), readFileSync(keyPath, "utf8").trim()])
    expect(bytes()).not.toContain(form);
  await store.close();
  for (const form of [CANARY, Buffer.from(CANARY).toString("hex")]) expect(bytes()).not.toContain(form);
});
