import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createProxy } from "../../../../src/adapters/runtimes/local/proxy/create-proxy.ts";
import type { Proxy } from "../../../../src/adapters/runtimes/local/proxy/proxy.ts";
import { ask, portOf, proxied, speak, WEB } from "./proxied.ts";

describe("listening", () => {
  test("a public address takes the next free port when the wished one is taken, and keeps it when it is asked for again", async () => {
    const proxy = opened();
    const taken = await occupied();
    const listener = { pointer: WEB, host: "127.0.0.1", port: taken, nextFree: true };
    const port = await proxy.listen(listener);
    expect(port).toBeGreaterThan(taken);
    expect(port).toBeLessThanOrEqual(taken + 200);
    expect(await Promise.all([proxy.listen(listener), proxy.listen({ ...listener, port: 1 })])).toEqual([port, port]);
  });

  test("the address of a name is that or none: the failure says who has it, and the next attempt is a new one", async () => {
    const proxy = opened();
    const other = createServer().listen(0, "127.77.9.9");
    await once(other, "listening");
    const listener = { pointer: WEB, host: "127.77.9.9", port: portOf(other), nextFree: false };
    await expect(proxy.listen(listener)).rejects.toThrow(`SEA-5312: web needs port ${listener.port}, which node (pid ${process.pid}) has`);
    other.close();
    await once(other, "close");
    expect(await proxy.listen(listener)).toBe(listener.port);
  });

  test("unlisten frees the port at once, lets what is in flight finish, and forgets the pointer", async () => {
    const { proxy, port, url } = await proxied((_request, response) => {
      void proxy.unlisten(WEB).then(() => response.end("finished"));
    });
    const answer = await ask(url, { headers: { connection: "keep-alive" } });
    expect([answer.body, proxy.targets(WEB), proxy.counts(WEB)]).toEqual(["finished", [], { answered: 0, failed: 0 }]);
    const next = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void next.close());
    await once(next, "listening");
  });

  test("close lets what is in flight finish, then ends idle connections too", async () => {
    let closed: Promise<void> | undefined;
    const { proxy, url, port } = await proxied((_request, response) => {
      closed = proxy.close();
      response.end("finished");
    });
    const idle = speak(port, "");
    await once(idle, "connect");
    const idleEnd = once(idle, "close");
    expect((await ask(url)).body).toBe("finished");
    await Promise.all([closed, idleEnd]);
    await expect(ask(url)).rejects.toThrow("ECONNREFUSED");
  });

  test("close waits for a client that still reads", async () => {
    const size = 8 * 1024 * 1024;
    const { proxy, url, targets } = await proxied((_request, response) => response.end(Buffer.alloc(size, "x")));
    const request = httpRequest(url, { agent: false });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const closed = proxy.close();
    expect(targets[0]!.inflight).toBe(1);
    let received = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) received += chunk.length;
    await closed;
    expect(received).toBe(size);
  });

  test("an answer after the listener is closed tells a client that keeps its connection to make a new one", async () => {
    let closed: Promise<void> | undefined;
    const { proxy, port } = await proxied((request, response) => {
      if (request.url === "/last") closed = proxy.close();
      response.end("body");
    });
    const socket = speak(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(first.toString()).toContain("Connection: keep-alive");
    socket.write("GET /last HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "close");
    await closed;
  });
});

describe("a probe", () => {
  test("goes through the listener on a new connection and says which instance answered; no instance sees its header, nobody counts it", async () => {
    const seen: string[] = [];
    const { proxy } = await proxied((request, response) => {
      seen.push(`${request.method} ${request.url} ${String(request.headers["seaway-probe"])}`);
      response.writeHead(204).end();
    });
    const probe = { method: "OPTIONS", path: "/health?full", timeoutMs: 5_000 };
    expect(await proxy.probe(WEB, probe)).toEqual({ kind: "answered", status: 204, instance: "web-1-1" });
    expect([seen, proxy.counts(WEB)]).toEqual([["OPTIONS /health?full undefined"], { answered: 0, failed: 0 }]);
  });

  test("an answer of the proxy itself is none, and neither is one that does not end in time", async () => {
    const { proxy } = await proxied((_request, response) => void response.writeHead(200).write("and then nothing"));
    const probe = { method: "GET", path: "/", timeoutMs: 50 };
    expect(await proxy.probe(WEB, probe)).toEqual({ kind: "failed", message: "no complete answer within 50 ms" });
    proxy.point(new Map([[WEB, []]]));
    expect(await proxy.probe(WEB, { ...probe, timeoutMs: 5_000 })).toEqual({ kind: "failed", message: "no instance serves" });
    expect(await proxy.probe("users/local/unknown", probe)).toEqual({ kind: "failed", message: "nothing listens for users/local/unknown" });
    expect(proxy.counts(WEB)).toEqual({ answered: 0, failed: 0 });
  });

  test("a client that sends the header is an ordinary client, and the instance does not see it", async () => {
    const { proxy, url } = await proxied((request, response) => response.end(String(request.headers["seaway-probe"])));
    const answer = await ask(url, { headers: { "seaway-probe": `${"0".repeat(64)}.1` } });
    expect([answer.body, proxy.counts(WEB).answered]).toEqual(["undefined", 1]);
  });
});

function opened(): Proxy {
  const proxy = createProxy();
  onTestFinished(() => proxy.close(0));
  return proxy;
}

async function occupied(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return portOf(server);
}
