import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createProxy } from "../../../../src/adapters/runtimes/local/proxy/create-proxy.ts";
import { ask, firstLine, portOf, reply, serve, speak, targetOf, WEB } from "./proxied.ts";

const ENVIRONMENT_UID = 64_321;
const OTHER_UID = 64_322;

test("the address of a name answers its environment and the runtime, and nobody else", async () => {
  const { proxy, url } = await guarded();
  expect(await curl(ENVIRONMENT_UID, url)).toBe("200 welcome");
  expect(await curl(OTHER_UID, url)).toBe("403 this address belongs to another environment\n");
  expect((await ask(url)).body).toBe("welcome");
  expect(await proxy.probe(WEB, { method: "GET", path: "/", timeoutMs: 5_000 })).toMatchObject({ kind: "answered", status: 200 });
  expect(proxy.counts(WEB)).toEqual({ answered: 2, failed: 0 });
});

test("a caller that comes by IPv6 with a mapped address is known as well", async () => {
  const { port } = await guarded();
  const program = `import http.client,socket
s=socket.socket(socket.AF_INET6); s.connect(("::ffff:127.77.8.1",${port}))
s.sendall(b"GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"); r=http.client.HTTPResponse(s); r.begin(); print(r.status, end="")`;
  expect([
    await runAs(ENVIRONMENT_UID, "/usr/bin/python3", "-c", program),
    await runAs(OTHER_UID, "/usr/bin/python3", "-c", program),
  ]).toEqual(["200", "403"]);
});

test("a raw pipe is refused in the same way", async () => {
  const { url } = await guarded();
  const upgrade = ["-H", "Connection: Upgrade", "-H", "Upgrade: websocket"];
  expect(await curl(OTHER_UID, url, ...upgrade)).toBe("403 this address belongs to another environment\n");
});

test("forty callers at once are all told apart", async () => {
  const { url } = await guarded();
  const uids = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? ENVIRONMENT_UID : OTHER_UID));
  const answers = await Promise.all(uids.map((uid) => curl(uid, url)));
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(uids.map((uid) => (uid === ENVIRONMENT_UID ? "200" : "403")));
});

test("a kept connection is looked up once, and a caller that has closed already does no harm", async () => {
  const { port, reached } = await guarded();
  const socket = speak(port, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", HOST);
  await once(socket, "data");
  socket.write("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect(firstLine(await reply(socket))).toBe("HTTP/1.1 200 OK");
  for (let left = 0; left < 20; left += 1) speak(port, "GET /left HTTP/1.1\r\nHost: a\r\n\r\n", HOST).destroySoon();
  expect(firstLine(await reply(speak(port, "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", HOST)))).toBe("HTTP/1.1 200 OK");
  expect(reached.filter((path) => path !== "/left")).toEqual(["/1", "/2", "/3"]);
});

const HOST = "127.77.8.1";

async function guarded() {
  const reached: (string | undefined)[] = [];
  const server = await serve((request, response) => {
    reached.push(request.url);
    response.end("welcome");
  });
  const proxy = createProxy();
  onTestFinished(() => proxy.close(0));
  const port = await proxy.listen({ pointer: WEB, host: HOST, port: 0, nextFree: false, admitUid: ENVIRONMENT_UID });
  proxy.point(new Map([[WEB, [targetOf("web-1-1", portOf(server))]]]));
  return { proxy, port, url: `http://${HOST}:${port}`, reached };
}

const curl = (uid: number, url: string, ...options: string[]): Promise<string> =>
  runAs(uid, "curl", "--silent", "--max-time", "10", ...options, "--write-out", "\n%{http_code}", url).then(statusFirst);

/** `body\n200` → `200 body`. */
const statusFirst = (text: string): string => `${text.slice(-3)} ${text.slice(0, -4)}`;

async function runAs(uid: number, program: string, ...args: string[]): Promise<string> {
  const id = String(uid);
  const all = ["--reuid", id, "--regid", id, "--clear-groups", program, ...args];
  return (await promisify(execFile)("setpriv", all, { cwd: "/" })).stdout;
}
