/** A proxy in a process of its own, so that its memory and its CPU time can be told from the test's. Arguments: the port of its instance. */
import { createProxy } from "../../../../src/adapters/runtimes/local/proxy/create-proxy.ts";

const proxy = createProxy();
const port = await proxy.listen({ pointer: "users/local/web", host: "127.0.0.1", port: 0, nextFree: true });
proxy.point(new Map([["users/local/web", [{ instance: "web-1-1", host: "127.0.0.1", port: Number(process.argv[2]), inflight: 0 }]]]));
process.stdout.write(`${port}\n`);
process.stdin.resume().once("end", () => process.exit(0)); // its parent is gone
