import { chmodSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem } from "../../../../src/model/problem.ts";
import type { ServiceVersion } from "../../../../src/engine/ports/runtime.ts";
import { memoryLimitSupport } from "../../../../src/adapters/connections/local/memory-limit.ts";
import { bringUp } from "../../../../src/adapters/runtimes/local/instances/bring-up.ts";
import type { InstanceRecord } from "../../../../src/adapters/runtimes/local/snapshot/snapshot.ts";
import { SeawayError } from "../../../../src/model/errors/failure.ts";
import { calmWatch, rolloutOf, webService } from "../../../../src/testing/runtime-samples.ts";
import { localLab, type LocalLab } from "./local-lab.ts";

let lab: LocalLab;
let other: Server | undefined;
beforeEach(async () => {
  lab = await localLab();
});
afterEach(async () => {
  other?.close();
  other = undefined;
  await lab.close();
});

/** Why the next version of a service did not get ready, or could not be started. */
async function diagnosisOf(program: string, more: Partial<ServiceVersion> = {}): Promise<Problem> {
  const rollout = rolloutOf(lab, 1, [await webService(lab, "web", program, more)]);
  const [service] = rollout.services;
  const thrown = await lab.runtime
    .start(rollout, service!)
    .then(() => lab.runtime.waitUntilReady(rollout, service!, calmWatch()))
    .catch((error: unknown) => error);
  if (!(thrown instanceof SeawayError)) throw new Error("got ready", { cause: thrown });
  return thrown.problem;
}

const serveOn = (port: string): string => `
import http.server
print("listens", flush=True)
http.server.HTTPServer(("127.0.0.1", ${port}), http.server.BaseHTTPRequestHandler).serve_forever()
`;

test("a program that has its port in its source is named with the port that it listens on", async () => {
  const elsewhere = await freePort();
  const problem = await diagnosisOf(serveOn(String(elsewhere)));
  expect([problem.code, problem.where, problem.log]).toEqual(["SEA-5311", "web › web-1-1", ["listens"]]);
  expect(problem.sentence).toMatch(new RegExp(`^web-1-1 listens on 127\\.0\\.0\\.1:${elsewhere}, not on the port \\d+ that it was given$`));
}, 30_000);

test("a port that somebody else has is named with its owner, at the first end", async () => {
  other = createServer();
  const port = await freePort(other);
  const problem = await diagnosisOf(
    `import socket\ntry:\n    socket.create_server(("127.0.0.1", ${port}))\nexcept OSError:\n    raise SystemExit("Port ${port} is in use by another program: Address already in use")\n`,
  );
  expect([problem.code, problem.sentence]).toEqual(["SEA-5312", expect.stringContaining(`web needs port ${port}, which `)]);
  expect(problem.sentence).toContain(`(pid ${process.pid})`);
});

test("a program that insists on the declared port on all addresses meets the proxy, and is told so", async () => {
  const problem = await diagnosisOf(
    `import socket\ntry:\n    socket.create_server(("0.0.0.0", ${lab.port}))\nexcept OSError as error:\n    raise SystemExit(str(error))\n`,
  );
  expect([problem.code, problem.sentence]).toEqual(["SEA-5312", `web needs port ${lab.port}, which Seaway's own proxy has`]);
});

test("a program that is nowhere is named before anything is started", async () => {
  const problem = await diagnosisOf("", { command: ["gunicorn-that-is-missing", "app:app"] });
  expect([problem.code, problem.sentence]).toEqual([
    "SEA-5306",
    'web cannot be started: no program "gunicorn-that-is-missing" was found in its Python environment or on the machine',
  ]);
});

test("a program whose interpreter is missing cannot be executed, and the log says which", async () => {
  const version = await webService(lab, "web", "");
  const artifact = await lab.artifact({ run: "#!/nowhere/python\n" });
  chmodSync(`${artifact.folder}/run`, 0o755);
  const problem = await diagnosisOf("", { ...version, artifact, command: ["./run"] });
  expect(problem.code).toBe("SEA-5306");
  expect(problem.log?.join("\n")).toContain("not found");
});

test("a bundle of which a part is gone is named with that part", async () => {
  const { artifact } = await webService(lab, "web", "");
  const problem = await diagnosisOf("", { artifact: { ...artifact, environment: `${lab.folder}/gone` } });
  expect([problem.code, problem.sentence]).toEqual(["SEA-5304", `the bundle of web is not whole: ${lab.folder}/gone is missing`]);
});

/** A driver is a package of the application; what it raises, and from where, is all that can be read of it. */
const connectTo = (port: number): string => `
import socket
class OperationalError(Exception): pass
OperationalError.__module__ = "psycopg"
try:
    socket.create_connection(("127.0.0.1", ${port}))
except ConnectionRefusedError:
    print("connects to postgres://app:pa55word@127.0.0.1:${port}/users", flush=True)
    raise OperationalError('connection failed: connection to server at "127.0.0.1", port ${port} failed: Connection refused')
`;

test("a database where nobody listens is named by its address at the first end, and nothing else of its URI", async () => {
  const port = await freePort();
  const problem = await diagnosisOf(connectTo(port));
  expect([problem.code, problem.sentence]).toEqual(["SEA-5313", `web finds no database at 127.0.0.1:${port}`]);
  expect(problem.where).toMatch(/^web › web-1-1 \(exit code 1\)$/);
  expect(JSON.stringify(problem)).not.toContain("pa55word");
});

test.for([
  ["read", "/etc/shadow", 'open("/etc/shadow")'],
  ["written in its own bundle", "notes.txt", 'open("notes.txt", "w")'],
])("a path that may not be %s is named at the first end", async ([, path, opening]) => {
  const problem = await diagnosisOf(`${opening}\n`);
  expect([problem.code, problem.sentence]).toEqual(["SEA-5315", `web may not use ${path}`]);
});

// Where no control group can be made there is no limit, which the plan says.
if (memoryLimitSupport() !== undefined) {
  test("a program that its memory limit ends is not tried a second time", async () => {
    const problem = await diagnosisOf("held = []\nwhile True:\n    held.append(b'x' * 4_000_000)\n", { memoryMiB: 48 });
    expect([problem.code, problem.sentence]).toEqual(["SEA-5307", "web-1-1 was killed by its memory limit of 48 MiB"]);
  });
}

test("a version that fails as soon as it is called for is named with what the entry point answered", async () => {
  const program = `
import http.server, os
class Once(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_GET(self):
        Once.asked += 1
        self.send_response(200 if Once.asked == 1 else 500)
        self.send_header("content-length", "0")
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Once).serve_forever()
`;
  const rollout = rolloutOf(lab, 1, [await webService(lab, "web", program)]);
  await lab.runtime.start(rollout, rollout.services[0]!);
  await lab.runtime.waitUntilReady(rollout, rollout.services[0]!, calmWatch());
  await lab.runtime.switchTo(rollout);
  const thrown: unknown = await lab.runtime.verify(rollout, calmWatch()).catch((error: unknown) => error);
  if (!(thrown instanceof SeawayError)) throw new Error("was seen serving", { cause: thrown });
  expect([thrown.problem.code, thrown.problem.sentence]).toEqual([
    "SEA-5302",
    `the next version of web was not seen at its entry point: GET http://127.0.0.1:${lab.port}/health answered 500, by web-1-1`,
  ]);
}, 30_000);

test("an instance that never answers as it should is not ready at the limit, with the last answer", async () => {
  const server = createHttpServer((_, answer) => answer.writeHead(500).end());
  other = server;
  const port = await freePort(server);
  const version = { ...(await webService(lab, "web", "")), sealed: "", keyFile: "" };
  const record: InstanceRecord = {
    instance: "web-1-1",
    deployment: 1,
    release: 1,
    version,
    port,
    launches: 1,
    restarts: 0,
    wanted: true,
    sinceMs: Date.now(),
  };
  const { signal } = new AbortController();
  const launch = { record, rootPid: process.pid, log: "/nowhere", limitMs: 400, now: Date.now, served: false, signal };
  const diagnosis = await bringUp({ ...launch, killedByMemory: () => false });
  expect(diagnosis?.problem).toMatchObject({
    code: "SEA-5303",
    sentence: "web-1-1 was not ready within 0.4 s: GET /health answered 500",
  });
});

test("one whose server starts its workers again for ever is told by its log at the limit, and only when nobody listens", async () => {
  const log = `${lab.folder}/web.log`;
  const port = await freePort();
  writeFileSync(log, "Traceback (most recent call last):\nPermissionError: [Errno 13] Permission denied: '/srv/data'\nworker exits\n");
  const version = { ...(await webService(lab, "web", "")), sealed: "", keyFile: "" };
  const record: InstanceRecord = {
    ...{ instance: "web-1-1", deployment: 1, release: 1, version, port },
    ...{ launches: 1, restarts: 0, wanted: true, sinceMs: Date.now() },
  };
  const { signal } = new AbortController();
  const launch = { record, rootPid: process.pid, log, limitMs: 400, now: Date.now, served: false, signal, killedByMemory: () => false };
  expect((await bringUp(launch))?.problem.code).toBe("SEA-5315");
  other = createHttpServer((_, answer) => answer.writeHead(500).end());
  const answering = await freePort(other);
  const silent = await bringUp({ ...launch, record: { ...record, port: answering, sinceMs: Date.now() } });
  expect(silent?.problem.code).toBe("SEA-5303");
});

/** A port that is free, or that this server listens on from now on. */
function freePort(keep?: Server): Promise<number> {
  const server = keep ?? createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      if (keep) resolve(port);
      else server.close(() => resolve(port));
    });
  });
}
