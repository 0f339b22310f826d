import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { deferred } from "../../../../src/std/deferred.ts";
import { ask, firstLine, proxied, reply, speak } from "./proxied.ts";

describe("what an instance sees", () => {
  test("the path, the method, the Host and repeated headers arrive as they were sent; forwarded-for is the caller's real address", async () => {
    const { port } = await proxied((request, response) => {
      response.end(JSON.stringify([`${request.method} ${request.url}`, ...lines(request.rawHeaders)]));
    });
    const text = await reply(
      speak(
        port,
        "PUT /a%20b?c=d HTTP/1.1\r\nHost: shop.example:5000\r\nX-One: 1\r\nX-One: 2\r\nX-Forwarded-For: 6.6.6.6\r\nX_Forwarded_Proto: https\r\n" +
          "x-forwarded-host: evil.example\r\nX-Forwarded-Prefix: /x\r\nForwarded: for=6.6.6.6\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      ),
    );
    expect(JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4).match(/\[.*\]/)![0])).toEqual([
      "PUT /a%20b?c=d",
      "host: shop.example:5000",
      "connection: keep-alive",
      "X-One: 1",
      "X-One: 2",
      "x-forwarded-for: 127.0.0.1",
      "x-forwarded-proto: http",
      "x-forwarded-host: shop.example:5000",
      "content-length: 0",
    ]);
  });

  test("hop-by-hop headers go, those named in Connection included, but Connection can't name away Host and Content-Length", async () => {
    const { url } = await proxied(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      response.end(JSON.stringify({ ...request.headers, body }));
    });
    const headers = {
      connection: "close, x-secret-of-this-hop, host, content-length",
      "x-secret-of-this-hop": "1",
      "keep-alive": "timeout=9",
      te: "trailers",
      "proxy-connection": "keep-alive",
      "proxy-authorization": "Basic eA==",
      host: "web.example",
      "content-length": "4",
    };
    expect(JSON.parse((await ask(url, { method: "POST", headers }, "body")).body)).toEqual({
      host: "web.example",
      connection: "keep-alive",
      "content-length": "4",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "web.example",
      body: "body",
    });
  });

  test("a chunked upload stays chunked, and an upload that expects 100-continue is told to go on by the proxy", async () => {
    const arrived = deferred();
    const { url } = await proxied(async (request, response) => {
      request.once("data", () => arrived.resolve());
      const body = Buffer.concat(await request.toArray()).toString();
      response.end([request.headers["transfer-encoding"], request.headers["content-length"], request.headers.expect, body].join("|"));
    });
    const chunked = httpRequest(url, { method: "POST", agent: false });
    chunked.write("one,");
    await arrived.promise;
    chunked.end("two");
    const [first] = (await once(chunked, "response")) as [IncomingMessage];
    expect(Buffer.concat(await first.toArray()).toString()).toBe("chunked|||one,two");

    const expecting = httpRequest(url, { method: "POST", agent: false, headers: { expect: "100-continue", "content-length": "5" } });
    expecting.flushHeaders();
    await once(expecting, "continue");
    expecting.end("three");
    const [second] = (await once(expecting, "response")) as [IncomingMessage];
    expect(Buffer.concat(await second.toArray()).toString()).toBe("|5||three");
  });

  test("two requests that a client sends in one go are answered in their order", async () => {
    const quickIsDone = deferred();
    const { port } = await proxied(async (request, response) => {
      if (request.url === "/slow") await quickIsDone.promise;
      response.end(`body of ${request.url}`);
      if (request.url === "/quick") quickIsDone.resolve();
    });
    const text = await reply(
      speak(port, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /quick HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    );
    expect(text.match(/body of \/(slow|quick)/g)).toEqual(["body of /slow", "body of /quick"]);
  });
});

describe("what a client sees", () => {
  test("status, reason, repeated cookies and the case of names arrive; the instance's hop-by-hop headers don't", async () => {
    const { url } = await proxied((_request, response) => {
      response.sendDate = false;
      response.writeHead(418, "Short And Stout", [
        "Set-Cookie",
        "a=1",
        "Set-Cookie",
        "b=2",
        "X-Cafe",
        "caf\u00e9",
        "Connection",
        "x-hop",
        "X-Hop",
        "1",
      ]);
      response.end("tea");
    });
    const answer = await ask(url);
    expect([answer.status, answer.body]).toEqual([418, "tea"]);
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(answer.rawHeaders).toContain("X-Cafe");
    expect(answer.headers["x-cafe"]).toBe("caf\u00e9");
    expect(answer.headers["x-hop"]).toBeUndefined();
  });

  test("HEAD keeps its length and has no body, 204 and 304 have neither", async () => {
    const { url } = await proxied((request, response) => {
      if (request.method === "HEAD") response.writeHead(200, { "content-length": "12" }).end();
      else response.writeHead(Number(request.url?.slice(1)), { etag: '"1"' }).end();
    });
    const head = await ask(url, { method: "HEAD" });
    expect([head.status, head.headers["content-length"], head.body]).toEqual([200, "12", ""]);
    const [gone, same] = [await ask(`${url}/204`), await ask(`${url}/304`)];
    expect([gone.status, gone.headers.etag, gone.body, gone.headers["transfer-encoding"]]).toEqual([204, '"1"', "", undefined]);
    expect([same.status, same.headers.etag, same.body, same.headers["transfer-encoding"]]).toEqual([304, '"1"', "", undefined]);
  });

  test("trailers follow a chunked answer", async () => {
    const { url } = await proxied((_request, response) => {
      response.writeHead(200, { trailer: "x-checksum" });
      response.write("body");
      response.addTrailers({ "x-checksum": "77" });
      response.end();
    });
    const answer = await ask(url);
    expect([answer.body, answer.headers.trailer, answer.trailers]).toEqual(["body", "x-checksum", { "x-checksum": "77" }]);
  });

  test("the head of a stream of events arrives before its first event", async () => {
    const { url } = await proxied((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders(); // and never a byte more
    });
    const request = httpRequest(url, { agent: false });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(response.headers["content-type"]).toBe("text/event-stream");
    request.destroy();
  });

  test("a client of HTTP/1.0 gets an answer without chunks, and the connection ends after it", async () => {
    const { port } = await proxied((_request, response) => {
      response.write("a");
      response.end("b");
    });
    const text = await reply(speak(port, "GET / HTTP/1.0\r\n\r\n"));
    expect(firstLine(text)).toBe("HTTP/1.1 200 OK");
    expect(text.toLowerCase()).not.toContain("transfer-encoding");
    expect(text.endsWith("\r\n\r\nab")).toBe(true);
  });

  test("an answer in the middle of an upload arrives, and the connection lives on for the next request", async () => {
    const { port } = await proxied((request, response) => {
      if (request.method === "POST") response.writeHead(413).end("too large");
      else response.end("next");
    });
    const socket = speak(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n${"x".repeat(1_000)}`);
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(firstLine(first.toString())).toBe("HTTP/1.1 413 Payload Too Large");
    socket.write("x".repeat(299_000) + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect((await reply(socket)).endsWith("\r\n\r\nnext")).toBe(true);
  });
});

const lines = (raw: readonly string[]): string[] => raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []));
