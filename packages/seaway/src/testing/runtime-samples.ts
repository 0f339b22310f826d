import type { Rollout, Runtime, Seen, ServiceVersion, Watch } from "../engine/ports/runtime.ts";
import type { RuntimeLab } from "./runtime-suite.ts";

/** A web service in the standard library: says its version at `/`, is well at `/health`, takes 1.2 s at `/slow`, ends at `/crash`. */
export const webProgram = (version: string): string => `
import http.server, os, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        if self.path == "/crash":
            os._exit(9)
        if self.path == "/slow":
            time.sleep(1.2)
        body = b"${version}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_OPTIONS = answer

    def log_message(self, *words):
        pass

class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128

print("starts as ${version} with", os.environ.get("TOKEN", "nothing"), flush=True)
Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

/** Answers where readiness is asked, by the name of the machine itself, and refuses every name by which callers come. */
export const ownNameProgram = (): string =>
  webProgram("its own").replace(
    "        body =",
    '        if self.headers["Host"].split(":")[0] != "localhost":\n            return self.send_error(421)\n        body =',
  );

/** Ends at once, as a service whose requirements are not whole. */
export const crashingProgram = `
def connect():
    import a_driver_that_is_missing

print("tries to start", flush=True)
connect()
`;

export const calmWatch = (): Watch => ({ signal: new AbortController().signal, progress: () => {} });

/** One service's version that runs `app.py` with this text. */
export async function webService(
  lab: RuntimeLab,
  name: string,
  program: string,
  more: Partial<ServiceVersion> = {},
): Promise<ServiceVersion> {
  const changed = {
    changed: true,
    kind: "web",
    port: lab.port,
    health: "/health",
    replicas: 1,
    public: true,
    settings: {},
    secrets: [],
  } as const;
  return { service: name, artifact: await lab.artifact({ "app.py": program }), command: ["python3", "app.py"], ...changed, ...more };
}

export const rolloutOf = (lab: RuntimeLab, deployment: number, services: readonly ServiceVersion[]): Rollout => ({
  ...lab.place,
  deployment,
  release: deployment + 40,
  services,
});

/** A whole rollout without an engine: what `deploy` does, step by step. */
export async function rollOut(runtime: Runtime, rollout: Rollout): Promise<readonly Seen[]> {
  const changed = rollout.services.filter((service) => service.changed);
  await Promise.all(changed.map((service) => runtime.start(rollout, service)));
  await Promise.all(changed.map((service) => runtime.waitUntilReady(rollout, service, calmWatch())));
  await runtime.switchTo(rollout);
  const seen = await runtime.verify(rollout, calmWatch());
  await runtime.drain(rollout, calmWatch());
  await runtime.prune(rollout, calmWatch());
  return seen;
}
