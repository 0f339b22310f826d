import { hostname } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localResidents } from "../../../../src/adapters/runtimes/local/local-residents.ts";
import { rollOut, rolloutOf, webProgram, webService } from "../../../../src/testing/runtime-samples.ts";
import { localLab, type LocalLab } from "./local-lab.ts";

let lab: LocalLab;
beforeEach(async () => {
  lab = await localLab();
});
afterEach(() => lab.close());

/** Answers with what the other service answers at its declared port, by its name. */
const caller = (port: number): string => `
import http.server, os, socket, urllib.request

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"well"
        if self.path == "/ask":
            body = urllib.request.urlopen("http://backend:${port}/").read() + b" for " + socket.gethostname().encode()
        if self.path == "/names":
            body = (socket.gethostbyname("backend") + " " + socket.gethostbyname("users")).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

test("a service reaches another by its bare name, and its next version after the switch", async () => {
  const backend = await webService(lab, "backend", webProgram("one"), { public: false, port: 5_001 });
  const frontend = await webService(lab, "frontend", caller(5_001));
  await rollOut(lab.runtime, rolloutOf(lab, 1, [backend, frontend]));
  const url = (await lab.runtime.observe(lab.place)).services.find(({ service }) => service === "frontend")!.url!;
  const ask = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
  expect(await ask("/ask")).toBe(`one for ${hostname()}`);
  await rollOut(
    lab.runtime,
    rolloutOf(lab, 2, [
      { ...backend, ...(await webService(lab, "backend", webProgram("two"))), public: false, port: 5_001 },
      { ...frontend, changed: false },
    ]),
  );
  expect(await ask("/ask")).toBe(`two for ${hostname()}`);
});

test("a database's name is given an address, which instances that run already can look up", async () => {
  const backend = await webService(lab, "backend", webProgram("one"), { public: false, port: 5_001 });
  await rollOut(lab.runtime, rolloutOf(lab, 1, [backend, await webService(lab, "frontend", caller(5_001))]));
  const residents = localResidents({ projectId: lab.projectId });
  const address = await residents.address(lab.place, "users");
  expect(await residents.address(lab.place, "users")).toBe(address);
  expect(address).toMatch(/^127\.77\.\d+\.3$/);
  const url = (await lab.runtime.observe(lab.place)).services.find(({ service }) => service === "frontend")!.url!;
  expect((await (await fetch(`${url}/names`)).text()).split(" ")[1]).toBe(address);
});

test("a declared port that changes is served at once, and the one before it until the prune", async () => {
  const [first, second] = [
    await webService(lab, "web", webProgram("one")),
    await webService(lab, "web", webProgram("two"), { port: lab.port + 1 }),
  ];
  await rollOut(lab.runtime, rolloutOf(lab, 1, [first]));
  const before = (await lab.runtime.observe(lab.place)).services[0]!.url!;
  await rollOut(lab.runtime, rolloutOf(lab, 2, [second]));
  const after = (await lab.runtime.observe(lab.place)).services[0]!.url!;
  expect(after).not.toBe(before);
  expect(await (await fetch(after)).text()).toBe("two");
  await expect(fetch(before)).rejects.toThrow("fetch failed");
});
