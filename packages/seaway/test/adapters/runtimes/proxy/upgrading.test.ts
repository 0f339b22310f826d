import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import type { Target } from "../../../../src/adapters/runtimes/local/proxy/proxy.ts";
import { firstLine, portOf, proxied, reply, serve, speak, targetOf, WEB } from "./proxied.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const HANDSHAKE = `GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`;

describe("WebSocket", () => {
  test("frames pass in both directions, and the connection counts as in flight until it is closed", async () => {
    const { proxy, port } = await proxied();
    const target = await echoing();
    proxy.point(new Map([[WEB, [target]]]));
    const client = speak(port, HANDSHAKE);
    const head = await take(client, (all) => all.includes("\r\n\r\n"));
    expect(head.toString()).toBe(
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n" +
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    );
    expect(target.inflight).toBe(1);
    for (const text of ["first", "second ".repeat(20_000)]) {
      client.write(masked(text));
      expect(textOf(await take(client, (all) => all.length === frame(text).length))).toBe(text);
    }
    const drained = proxy.drain([target], 60_000);
    client.end();
    await once(client, "close");
    expect([await drained, target.inflight, proxy.counts(WEB)]).toEqual([0, 0, { answered: 1, failed: 0 }]);
  });

  test("a drain that reaches its limit cuts it", async () => {
    const { proxy, port } = await proxied();
    proxy.point(new Map([[WEB, [await echoing()]]]));
    const client = speak(port, HANDSHAKE);
    await take(client, (all) => all.includes("\r\n\r\n"));
    const closed = once(client, "close");
    expect(await proxy.drain(proxy.targets(WEB), 10)).toBe(1);
    await closed;
    expect(proxy.counts(WEB)).toEqual({ answered: 0, failed: 1 });
  });

  test("what a server sends before it closes arrives", async () => {
    const { port, servers } = await proxied((_request, response) => response.end());
    servers[0]!.on("upgrade", (_request, socket: Socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      socket.end("x".repeat(1_000_000));
    });
    const text = await reply(speak(port, HANDSHAKE));
    expect(text.length - text.indexOf("\r\n\r\n") - 4).toBe(1_000_000);
  });
});

describe("a change of protocol that does not happen", () => {
  test("is answered as the instance answers it, and the connection ends", async () => {
    const { port } = await proxied((_request, response) => response.writeHead(403, { "x-why": "origin" }).end("not from there"));
    const text = await reply(speak(port, HANDSHAKE));
    expect(firstLine(text)).toBe("HTTP/1.1 403 Forbidden");
    expect([text.includes("x-why: origin"), text.includes("Connection: close"), text.includes("not from there")]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("without an instance it is a 503", async () => {
    const { port } = await proxied();
    expect(firstLine(await reply(speak(port, HANDSHAKE)))).toBe("HTTP/1.1 503 Service Unavailable");
  });

  test("h2c is not carried on: the request is answered as a plain one", async () => {
    const { port } = await proxied((request, response) => response.end(`upgrade: ${request.headers.upgrade}`));
    const sent =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";
    const text = await reply(speak(port, sent));
    expect([firstLine(text), text.endsWith("upgrade: undefined")]).toEqual(["HTTP/1.1 200 OK", true]);
  });
});

/** An instance that sends every frame back. */
async function echoing(): Promise<Target> {
  const server = await serve((_request, response) => response.end());
  server.on("upgrade", (request, socket: Socket) => {
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("error", () => {}).once("end", () => socket.end());
    let received = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const { header, length } = measure(received);
      if (received.length < header + 4 + length) return;
      const mask = received.subarray(header, header + 4);
      const text = received.subarray(header + 4, header + 4 + length).map((byte, at) => byte ^ mask[at % 4]!);
      received = received.subarray(header + 4 + length);
      socket.write(frame(text.toString()));
    });
  });
  return targetOf("web-1-1", portOf(server));
}

/** One text frame, as a server sends it (RFC 6455, 5.2). */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
  const header = Buffer.alloc(10);
  header.set([0x81, 127]);
  header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

/** The same, as a client sends it. */
function masked(text: string): Buffer {
  const plain = frame(text);
  const { header } = measure(plain);
  plain[1]! |= 0x80;
  const mask = Buffer.from([1, 2, 3, 4]);
  const payload = plain.subarray(header).map((byte, at) => byte ^ mask[at % 4]!);
  return Buffer.concat([plain.subarray(0, header), mask, payload]);
}

function measure(start: Buffer): { header: number; length: number } {
  const short = start[1]! & 0x7f;
  return short === 127 ? { header: 10, length: Number(start.readBigUInt64BE(2)) } : { header: 2, length: short };
}

const textOf = (one: Buffer): string => one.subarray(measure(one).header).toString();

function take(socket: Socket, enough: (all: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve) => {
    let all = Buffer.alloc(0);
    const gather = (chunk: Buffer): void => {
      all = Buffer.concat([all, chunk]);
      if (!enough(all)) return;
      socket.off("data", gather);
      resolve(all);
    };
    socket.on("data", gather);
  });
}
