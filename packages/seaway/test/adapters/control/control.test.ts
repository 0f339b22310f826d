import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callControl, ControlUnreachable } from "../../../src/adapters/control/call-control.ts";
import { nonceFile } from "../../../src/adapters/control/control-message.ts";
import { serveControl, type ControlServer } from "../../../src/adapters/control/serve-control.ts";
import { failure, SeawayError } from "../../../src/model/errors/failure.ts";
import { deferred } from "../../../src/std/deferred.ts";

let folder: string;
let socket: string;
let server: ControlServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaway-control-"));
  socket = join(folder, "control", "engine.sock");
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a call gets its result, and progress before it, in order", async () => {
  server = await serveControl(socket, {
    double: async (value, { progress }) => {
      for (const note of ["first", "second"]) progress(note);
      return Number(value) * 2;
    },
  });
  const notes: string[] = [];
  expect(await callControl(socket, "double", 21, { progress: (note) => notes.push(note) })).toBe(42);
  expect(notes).toEqual(["first", "second"]);
});

test("texts of any length and language cross whole", async () => {
  server = await serveControl(socket, { echo: async (value) => value });
  const text = "日本語 ü\n".repeat(100_000);
  expect(await callControl(socket, "echo", text)).toBe(text);
});

test("an error of the catalogue crosses with all that it says", async () => {
  const thrown = failure("SEA-5304", { service: "backend", missing: "/b" }, { where: "backend", log: ["a", "b"] });
  server = await serveControl(socket, { start: () => Promise.reject(thrown) });
  const caught = await callControl(socket, "start", null).catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(SeawayError);
  expect((caught as SeawayError).problem).toEqual(thrown.problem);
});

test("only this user can enter the folder, connect, or read the nonce", async () => {
  server = await serveControl(socket, {});
  expect([dirname(socket), socket, nonceFile(socket)].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual([
    "700",
    "600",
    "600",
  ]);
});

test("who does not know the nonce is refused before any method runs", async () => {
  let ran = 0;
  server = await serveControl(socket, { act: async () => void (ran += 1) });
  for (const nonce of ["", "0".repeat(64)]) {
    const peer = connect(socket);
    peer.write(`${JSON.stringify({ nonce, method: "act", params: null })}\n`);
    const answer = await new Promise<string>((resolve) => peer.once("data", (data) => resolve(data.toString())));
    expect(answer).toBe('{"refused":true}\n');
  }
  expect(ran).toBe(0);
});

test("a method that is only inherited from Object is none", async () => {
  server = await serveControl(socket, {});
  await expect(callControl(socket, "constructor", null)).rejects.toThrow("SEA-9001");
});

test("aborting a call aborts it on the other side", async () => {
  const aborted = deferred();
  const begun = deferred();
  server = await serveControl(socket, {
    wait: (_, { signal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const controller = new AbortController();
  const call = callControl(socket, "wait", null, { signal: controller.signal });
  await begun.promise;
  controller.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
  await aborted.promise;
});

test("a call whose server goes away before the answer is unreachable, not lost", async () => {
  const begun = deferred();
  server = await serveControl(socket, {
    wait: () => {
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const call = callControl(socket, "wait", null).catch((error: unknown) => error);
  await begun.promise;
  await server?.close();
  expect(await call).toBeInstanceOf(ControlUnreachable);
  expect(await callControl(socket, "wait", null).catch((error: unknown) => error)).toBeInstanceOf(ControlUnreachable);
});

test("a living server keeps its address, what a killed one left is replaced", async () => {
  server = await serveControl(socket, { who: async () => "first" });
  expect(await serveControl(socket, { who: async () => "second" })).toBeUndefined();
  expect(await callControl(socket, "who", null)).toBe("first");
  await server?.close();
  mkdirSync(dirname(socket), { recursive: true });
  writeFileSync(socket, "");
  server = await serveControl(socket, { who: async () => "third" });
  expect(await callControl(socket, "who", null)).toBe("third");
});

test("whoever closes last takes the folder away, and nobody who is about to listen is hurt by it", async () => {
  const other = join(folder, "control", "other.sock");
  server = await serveControl(socket, {});
  const second = await serveControl(other, {});
  await server?.close();
  expect(existsSync(other)).toBe(true);
  await second?.close();
  expect(existsSync(folder)).toBe(false);

  for (let round = 0; round < 50; round += 1) {
    const [one, another] = await Promise.all([serveControl(socket, {}), serveControl(other, {})]);
    const [, third] = await Promise.all([one?.close(), serveControl(join(folder, "control", "third.sock"), {}), another?.close()]);
    expect(third).toBeDefined();
    await third?.close();
  }
});
