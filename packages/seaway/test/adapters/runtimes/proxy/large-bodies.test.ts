import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, onTestFinished, test } from "vitest";
import { type Handler, portOf, serve } from "./proxied.ts";

const MiB = 1024 * 1024;
const SIZE = 200 * MiB;
const CHUNK = Buffer.alloc(64 * 1024, "x");

/** What kernel and streams may hold on four sockets; without back-pressure nearly all of it would lie in the proxy. */
const AHEAD = 80 * 1024 * 1024;

/** V8 lets about 64 MiB of buffers gather before it looks for those that nobody needs. */
const GARBAGE = 160 * 1024 * 1024;

test("200 MiB pass up while the instance reads slowly, and neither the proxy's memory nor the client's lead grows with them", async () => {
  const flow = new Flow();
  const proxy = await proxyInFrontOf((request, response) => void flow.receive(request).then((size) => response.end(String(size))));
  const request = httpRequest(proxy.url, { method: "POST", agent: false, headers: { "content-length": SIZE } });
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(flow.chunks()), request);
  const [answer] = await answered;
  expect(Buffer.concat(await answer.toArray()).toString()).toBe(String(SIZE));
  expect(flow.furthestAhead).toBeLessThan(AHEAD);
  expect(proxy.grownBy()).toBeLessThan(GARBAGE);
});

test("200 MiB pass down while the client reads slowly, with as little", async () => {
  const flow = new Flow();
  const proxy = await proxyInFrontOf((_request, response) => void pipeline(Readable.from(flow.chunks()), response));
  const request = httpRequest(proxy.url, { agent: false });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(await flow.receive(response)).toBe(SIZE);
  expect(flow.furthestAhead).toBeLessThan(AHEAD);
  expect(proxy.grownBy()).toBeLessThan(GARBAGE);
});

/** Both ends of one body, and how far the sender got ahead of the receiver. */
class Flow {
  #sent = 0;
  #received = 0;
  furthestAhead = 0;

  *chunks(): Generator<Buffer> {
    while (this.#sent < SIZE) {
      this.#sent += CHUNK.length;
      this.furthestAhead = Math.max(this.furthestAhead, this.#sent - this.#received);
      yield CHUNK;
    }
  }

  async receive(stream: IncomingMessage): Promise<number> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#received += chunk.length;
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#received;
  }
}

async function proxyInFrontOf(handler: Handler): Promise<{ readonly url: string; grownBy(): number }> {
  const port = portOf(await serve(handler));
  const child = spawn(process.execPath, [`${import.meta.dirname}/proxy-process.ts`, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const atStart = bytesOf(child.pid!, "VmRSS");
  return { url: `http://127.0.0.1:${line.toString().trim()}`, grownBy: () => bytesOf(child.pid!, "VmHWM") - atStart };
}

/** Of the kernel's own record: `VmRSS` is now, `VmHWM` the highest ever. */
function bytesOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)![1]) * 1024;
}
