import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { ask, firstLine, portOf, proxied, reply, speak, targetOf, WEB } from "./proxied.ts";

describe("when nobody answers", () => {
  test("without an instance the page names the service and nothing else", async () => {
    const { proxy, url } = await proxied();
    const answer = await ask(url);
    expect([answer.status, answer.headers["retry-after"], answer.body]).toEqual([503, "1", "web does not serve at the moment\n"]);
    expect(proxy.counts(WEB)).toEqual({ answered: 0, failed: 1 });
  });

  test("an instance that is not there is a 502, without its address", async () => {
    const { proxy, url } = await proxied();
    proxy.point(new Map([[WEB, [targetOf("web-1-1", await closedPort())]]]));
    const answer = await ask(url);
    expect([answer.status, answer.body]).toEqual([502, "web did not answer: the connection to it failed or broke off\n"]);
    expect([proxy.counts(WEB).failed, proxy.targets(WEB)[0]!.inflight]).toEqual([1, 0]);
  });

  test("an instance that does not accept within five seconds is a 504", async () => {
    const { proxy, url } = await proxied();
    proxy.point(new Map([[WEB, [targetOf("web-1-1", await deafPort())]]]));
    const answer = await ask(url);
    expect([answer.status, answer.body]).toEqual([504, "web can not be reached: no connection within 5 seconds\n"]);
  });

  test("an answer that breaks off is cut for the client too, and counts as failed", async () => {
    const { proxy, url } = await proxied((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    await expect(ask(url)).rejects.toThrow("aborted");
    expect(proxy.counts(WEB)).toEqual({ answered: 0, failed: 1 });
  });

  test("an answer that is no HTTP is a 502", async () => {
    const { proxy, url } = await proxied();
    const nonsense = createServer((socket) => socket.on("error", () => {}).end("220 mail.example ESMTP\r\n"));
    nonsense.listen(0, "127.0.0.1");
    await once(nonsense, "listening");
    onTestFinished(() => void nonsense.close());
    proxy.point(new Map([[WEB, [targetOf("web-1-1", portOf(nonsense))]]]));
    expect((await ask(url)).status).toBe(502);
  });
});

describe("what two servers could read in two ways is not carried on", () => {
  const refused: Record<string, readonly [string, string]> = {
    "a length beside chunks": [
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
      "HTTP/1.1 400 Bad Request",
    ],
    "two lengths": ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "HTTP/1.1 400 Bad Request"],
    "a length with a sign": ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", "HTTP/1.1 400 Bad Request"],
    "a coding besides chunked": [
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 501 Not Implemented",
    ],
    "chunked that is not last": [
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 400 Bad Request",
    ],
    "a blank before the colon": ["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "a folded header": ["GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "a bare line feed": ["GET / HTTP/1.1\nHost: a\nX-A: 1\n\n", "HTTP/1.1 400 Bad Request"],
    "no Host": ["GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "two Hosts": ["GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "the whole address of another server": ["GET http://example.org/ HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 Bad Request"],
    "a head that is too large": [
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"x".repeat(40_000)}\r\n\r\n`,
      "HTTP/1.1 431 Request Header Fields Too Large",
    ],
  };
  test.each(Object.entries(refused))("%s", async (_name, [sent, answer]) => {
    const reached: (string | undefined)[] = [];
    const { port } = await proxied((request, response) => {
      reached.push(request.url);
      response.end();
    });
    expect(firstLine(await reply(speak(port, sent)))).toBe(answer);
    expect(reached).toEqual([]);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

/** A port whose queue is full: the kernel lets further connections wait. */
async function deafPort(): Promise<number> {
  const program =
    "import socket,sys; s=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(0); print(s.getsockname()[1],flush=True); sys.stdin.read()";
  const python = spawn("python3", ["-c", program], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void python.stdin.end());
  const [line] = (await once(python.stdout, "data")) as [Buffer];
  const port = Number(line.toString());
  const first = connect(port, "127.0.0.1");
  onTestFinished(() => void first.destroy());
  await once(first, "connect");
  return port;
}
