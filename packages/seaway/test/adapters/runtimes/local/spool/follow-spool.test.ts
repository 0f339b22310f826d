import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followSpool, type SpoolFollower } from "../../../../../src/adapters/runtimes/local/spool/follow-spool.ts";
import { logTail } from "../../../../../src/adapters/runtimes/local/spool/log-tail.ts";

let folder: string;
let spool: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaway-spool-"));
  spool = join(folder, "spool");
  log = join(folder, "web-1-1.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = "canary-3f9a77c1";
const follow = (fullBytes?: number): SpoolFollower =>
  followSpool({
    spool,
    offsets: join(folder, "offsets"),
    log,
    secrets: [SECRET],
    now: () => 0,
    ...(fullBytes === undefined ? {} : { fullBytes }),
  });

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5_000; !holds(); await sleep(5)) if (Date.now() > deadline) throw new Error("never held");
}

test("what is printed stands in the log with its time and without its secrets", async () => {
  const follower = follow();
  appendFileSync(spool, `one\npassword ${SECRET} end\n`);
  await until(() => existsSync(log) && readFileSync(log, "utf8").includes("end"));
  expect(readFileSync(log, "utf8")).toBe("1970-01-01T00:00:00.000Z one\n1970-01-01T00:00:00.000Z password •••• end\n");
  await follower.finish();
  expect(readdirSync(folder)).toEqual(["web-1-1.log"]);
});

test("within a second no secret lies on the disk, and the writer goes on where it was", async () => {
  const follower = follow();
  appendFileSync(spool, `${"x".repeat(70)}${SECRET}\n`.repeat(200));
  await until(() => !readFileSync(spool).includes(SECRET));
  appendFileSync(spool, "after\n");
  await follower.finish();
  const lines = logTail(log, 1_000);
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([201, `${"x".repeat(70)}••••`, "after"]);
});

test("a line that is not ended is closed when nothing follows, so that a secret in it does not stay", async () => {
  const follower = follow();
  appendFileSync(spool, `Password for ${SECRET}: `);
  await until(() => !readFileSync(spool).includes(SECRET));
  expect(logTail(log, 9)).toEqual(["Password for ••••: "]);
  await follower.finish();
});

test("a follower that is killed anywhere loses no line and doubles none", async () => {
  const expected = Array.from({ length: 3_000 }, (_, number) => `line ${number}`);
  let follower = follow();
  for (let from = 0; from < expected.length; from += 100) {
    appendFileSync(
      spool,
      expected
        .slice(from, from + 100)
        .map((line) => `${line}\n`)
        .join(""),
    );
    if (from % 300 !== 0) continue;
    follower.stop();
    // What a killed one wrote after its last pair: lines that the next one will read again.
    appendFileSync(log, "1970-01-01T00:00:00.000Z written, and not accounted for\n1970-01-01T0");
    follower = follow();
  }
  await follower.finish();
  expect(logTail(log, 10_000)).toEqual(expected.slice(-logTail(log, 10_000).length));
  expect(
    readFileSync(log, "utf8")
      .split("\n")
      .map((line) => line.slice(25))
      .slice(0, -1),
  ).toEqual(expected);
});

test("a full log begins a new file, five are kept, and a kill around it doubles nothing", async () => {
  let follower = follow(2_000);
  const expected: string[] = [];
  for (let number = 0; number < 400; number += 1) {
    expected.push(`line ${number}`);
    appendFileSync(spool, `line ${number}\n`);
    if (number % 10 === 0)
      await until(() => logTail(log, 1).at(-1) === `line ${number}` || logTail(`${log}.1`, 1).at(-1) === `line ${number}`);
    if (number % 50 === 0) {
      follower.stop();
      follower = follow(2_000);
    }
  }
  await follower.finish();
  const files = readdirSync(folder).filter((name) => name.startsWith("web-1-1.log"));
  expect(files.toSorted()).toEqual(["web-1-1.log", ...[1, 2, 3, 4, 5].map((number) => `web-1-1.log.${number}`)]);
  const kept = [5, 4, 3, 2, 1]
    .map((number) => `${log}.${number}`)
    .concat(log)
    .flatMap((path) => logTail(path, 1_000));
  expect(kept).toEqual(expected.slice(-kept.length));
});

test("the spool gives its blocks back while it is written", async () => {
  const follower = follow();
  appendFileSync(spool, `${"y".repeat(99)}\n`.repeat(40_000));
  await until(() => statSync(spool).blocks * 512 < 1_000_000);
  expect(statSync(spool).size).toBe(4_000_000);
  await follower.finish();
  expect(statSync(log).size).toBe(4_000_000 + 40_000 * 25);
});
