import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { ask, proxied, targetOf, WEB } from "./proxied.ts";

/** Of the standard library: HTTP/1.0, an answer without a length that ends with the connection, and one request at a time. */
const PROGRAM = `
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(("%s %s" % (self.path, self.headers["X-Forwarded-For"])).encode())
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201); self.end_headers()
        self.wfile.write(body.upper())
    def log_message(self, *a): pass
server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
`;

test("a server of Python's standard library is served from as well, fifty requests at once", async () => {
  const python = spawn("python3", ["-c", PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void python.kill());
  const [line] = (await once(python.stdout, "data")) as [Buffer];
  const { proxy, url } = await proxied();
  proxy.point(new Map([[WEB, [targetOf("web-1-1", Number(line.toString()))]]]));
  expect((await ask(`${url}/users?page=2`)).body).toBe("/users?page=2 127.0.0.1");
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(url, { method: "POST" }, `name=user ${n}`)));
  expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(Array.from({ length: 50 }, (_, n) => `201 NAME=USER ${n}`));
  expect(proxy.counts(WEB)).toEqual({ answered: 51, failed: 0 });
});
