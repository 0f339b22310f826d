import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { carryOut } from "../../../src/adapters/stores/sqlite/carry-out.ts";
import { openDatabase } from "../../../src/adapters/stores/sqlite/database.ts";
import type { Operation } from "../../../src/adapters/stores/sqlite/operation.ts";
import { migrate, steps, versionOf } from "../../../src/adapters/stores/sqlite/schema.ts";
import { walFrames } from "../../../src/adapters/stores/sqlite/soundness.ts";
import { sqliteStore } from "../../../src/adapters/stores/sqlite/sqlite.ts";
import { fromTrouble } from "../../../src/adapters/stores/sqlite/trouble.ts";
import type { Store } from "../../../src/engine/ports/store.ts";
import { aRun, progress } from "../../../src/testing/store-samples.ts";
import { temporaryStore, type TemporaryStore } from "./temporary-store.ts";

function aStore(): TemporaryStore {
  const lab = temporaryStore();
  onTestFinished(lab.remove);
  return lab;
}

/** A store with 400 events and 40 runs, closed. */
async function aFilledStore(): Promise<TemporaryStore> {
  const lab = aStore();
  const store = await lab.open();
  await store.write({ events: { run: 1, events: Array.from({ length: 400 }, (_, at) => progress(`note ${at}`)) } });
  await Promise.all(Array.from({ length: 40 }, (_, at) => store.write({ run: aRun(at + 1) })));
  await store.close();
  return lab;
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("folder and files are closed to others, also when they were found open", async () => {
  const lab = aStore();
  const store = await lab.open();
  await store.write({ run: aRun(1) });
  expect(readdirSync(lab.folder).toSorted()).toEqual(["store.sqlite", "store.sqlite-shm", "store.sqlite-wal"]);
  expect(readdirSync(lab.folder).map((name) => mode(`${lab.folder}/${name}`))).toEqual(["600", "600", "600"]);
  await store.close();
  chmodSync(lab.folder, 0o755);
  chmodSync(lab.file, 0o644);
  await (await lab.open()).close();
  expect([mode(lab.folder), mode(lab.file)]).toEqual(["700", "600"]);
});

test("what arrives while the disk is busy is committed together", async () => {
  const lab = aStore();
  const store = await lab.open();
  await store.allocate("run"); // the thread has started
  const before = commits(lab);
  await Promise.all(Array.from({ length: 100 }, (_, at) => store.write({ events: { run: 1, events: [progress(`${at}`)] } })));
  expect(commits(lab) - before).toBe(1);
  const first = store.write({ run: aRun(1) });
  await Promise.resolve(); // sent, and now the disk is busy
  await Promise.all([first, ...Array.from({ length: 50 }, (_, at) => store.write({ run: aRun(at + 2) }))]);
  expect(commits(lab) - before).toBe(3);
  await store.close();
});

const commits = ({ file }: TemporaryStore): number => walFrames(`${file}-wal`).filter(({ commitsPages }) => commitsPages > 0).length;

test("a store that was cut off anywhere is refused", async () => {
  const lab = await aFilledStore();
  const whole = readFileSync(lab.file);
  for (const length of [0, 1, 15, 16, 99, 100, 4_095, 4_096, 4_097, Math.floor(whole.length / 2), whole.length - 4_096, whole.length - 1]) {
    truncateSync(lab.file, length);
    await expect(lab.open(), `${length} of ${whole.length} bytes`).rejects.toThrow(
      `SEA-8001: the store ${lab.file} is cut off: its end is missing`,
    );
    expect(statSync(lab.file).size).toBe(length);
    writeFileSync(lab.file, whole);
  }
  await (await lab.open()).close();
});

test("a file that is shorter than it says is whole when the log holds the rest, as after a crash in a checkpoint", async () => {
  const lab = aStore();
  const writing = await lab.open();
  await writing.write({ events: { run: 1, events: Array.from({ length: 400 }, (_, at) => progress(`note ${at}`)) } });
  // What a checkpoint that was killed after its first page leaves: the new first page, and the log as it was.
  const killed = aStore();
  mkdirSync(killed.folder, { recursive: true });
  const log = readFileSync(`${lab.file}-wal`);
  const pageSize = log.readUInt32BE(8);
  const firstPage = walFrames(`${lab.file}-wal`).findLastIndex(({ page }) => page === 1);
  const main = readFileSync(lab.file);
  log.copy(main, 0, 32 + firstPage * (24 + pageSize) + 24, 32 + (firstPage + 1) * (24 + pageSize));
  writeFileSync(killed.file, main);
  copyFileSync(`${lab.file}-wal`, `${killed.file}-wal`);
  await writing.close();
  expect(main.readUInt32BE(28) * pageSize).toBeGreaterThan(main.length);

  const store = await killed.open();
  expect((await store.events(1)).length).toBe(400);
  await store.close();
  writeFileSync(killed.file, main); // and without its log it is cut off
  await expect(killed.open()).rejects.toThrow("SEA-8001");
});

test("a file that is no store is refused and left alone", async () => {
  const lab = aStore();
  mkdirSync(lab.folder, { recursive: true });
  const text = "Dear diary, today I learned about file formats.\n".repeat(10);
  writeFileSync(lab.file, text);
  await expect(lab.open()).rejects.toThrow(`SEA-8002: the store ${lab.file} is damaged: it is not a database`);
  expect(readFileSync(lab.file, "utf8")).toBe(text);

  const other = aStore();
  mkdirSync(other.folder, { recursive: true });
  const database = new DatabaseSync(other.file);
  database.exec("create table recipes (name text)");
  database.close();
  await expect(other.open()).rejects.toThrow(`SEA-8002: the store ${other.file} is damaged: it is not a store of Seaway's`);
});

test("a store of a newer Seaway is refused and left alone", async () => {
  const lab = await aFilledStore();
  inFile(lab, `pragma user_version = ${steps.length + 1}`);
  await expect(lab.open()).rejects.toThrow(
    `SEA-8003: the store ${lab.file} was written by a newer Seaway (schema ${steps.length + 1}, this one knows ${steps.length})`,
  );
});

test("wherever a page is overwritten, nobody reads something else than what was written", async () => {
  const lab = await aFilledStore();
  const whole = readFileSync(lab.file);
  const good = await everything(lab.open);
  let refusals = 0;
  for (let page = 0; page < whole.length / 4_096; page++) {
    for (const offset of [3, 9, 1_000, 2_500, 4_000]) {
      const damaged = Buffer.from(whole);
      for (let at = 0; at < 4; at++) damaged[page * 4_096 + offset + at]! ^= 0x15;
      writeFileSync(lab.file, damaged);
      const read = await everything(lab.open).catch((thrown: Error) => thrown.message);
      if (typeof read === "string") expect(read).toMatch(/^SEA-800[1238]: /);
      else expect(read).toEqual(good);
      refusals += typeof read === "string" ? 1 : 0;
    }
  }
  expect(refusals).toBeGreaterThan(50);
});

async function everything(open: () => Promise<Store>): Promise<unknown> {
  const store = await open();
  try {
    return [await store.events(1), await store.runs()];
  } finally {
    await store.close();
  }
}

test("a changed letter in a row and a missing event are noticed", async () => {
  const lab = await aFilledStore();
  inFile(lab, "update events set body = replace(body, 'note 7\"', 'note 8\"') where run = 1 and seq = 8");
  await expect(everything(lab.open)).rejects.toThrow(`SEA-8002: the store ${lab.file} is damaged: the check sum of event 1 8 is wrong`);
  inFile(lab, "delete from events where run = 1 and seq = 8");
  await expect(everything(lab.open)).rejects.toThrow(`SEA-8002: the store ${lab.file} is damaged: event 8 of run 1 is missing`);
});

test("an older store is brought forward in place, once, by whoever comes first", async () => {
  const lab = await aFilledStore();
  const database = new DatabaseSync(lab.file);
  const longer = [...steps, "create table moorings (environment text primary key) strict"];
  migrate(database, longer);
  migrate(database, longer);
  expect(versionOf(database)).toBe(steps.length + 1);
  expect(database.prepare("select count(*) as pins from moorings").get()).toEqual({ pins: 0 });
  expect(database.prepare("select count(*) as events from events").get()).toEqual({ events: 400 });
  database.close();
});

test("a step of a migration that fails leaves the store as it was", async () => {
  const lab = await aFilledStore();
  const database = new DatabaseSync(lab.file);
  expect(() => migrate(database, [...steps, "create table moorings (environment text); create table runs (number)"])).toThrow(
    "already exists",
  );
  expect([versionOf(database), database.prepare("select name from sqlite_schema where name = 'moorings'").get()]).toEqual([
    steps.length,
    undefined,
  ]);
  database.close();
});

test("a store in a folder that cannot be made is refused with what the system said", async () => {
  const lab = aStore();
  writeFileSync(lab.folder, "a file in the way");
  await expect(sqliteStore(lab.folder)).rejects.toThrow(/^SEA-8004: the store .* cannot be used: (EEXIST|ENOTDIR)/);
});

test("a full disk refuses the whole group, keeps nothing of it, and the same file goes on when there is room", async () => {
  const lab = await aFilledStore();
  const database = openDatabase(lab.file);
  const big: Operation = {
    do: "write",
    batch: { run: aRun(77), events: { run: 2, events: Array.from({ length: 500 }, (_, at) => progress(`${at}`)) } },
  };
  const small: Operation = { do: "write", batch: { run: aRun(78) } };
  // SQLite's own limit of pages, which it reports exactly as it reports a full disk.
  const { page_count: pages } = database.raw.prepare("pragma page_count").get() as { page_count: number };
  database.raw.exec(`pragma max_page_count = ${pages + 1}`);
  const [refused] = carryOut(database, [big]);
  expect(refused).toEqual({ kind: "broken", trouble: { code: 13, message: "database or disk is full" } });
  expect(String(fromTrouble(lab.file, { code: 13, message: "database or disk is full" }))).toContain("SEA-8006");
  database.raw.exec("pragma max_page_count = 100000");
  const store = await lab.open();
  expect([await store.run(77), await store.events(2)]).toEqual([undefined, []]);
  expect(carryOut(database, [small, big]).map(({ kind }) => kind)).toEqual(["done", "done"]);
  expect([(await store.run(78))?.number, (await store.events(2)).length]).toEqual([78, 500]);
  await store.close();
  database.close();
});

/** Runs SQL behind Seaway's back. */
function inFile({ file }: TemporaryStore, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
