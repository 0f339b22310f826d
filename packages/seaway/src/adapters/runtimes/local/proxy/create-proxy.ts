import { drain } from "./drain.ts";
import { Listening } from "./listening.ts";
import { Pointers } from "./pointers.ts";
import { Probes } from "./probes.ts";
import type { Listener, Proxy, Target } from "./proxy.ts";
import { SocketOwners } from "./socket-owner.ts";

/** What `close` waits for before it cuts the rest. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * The reverse proxy of the local runtime: HTTP/1.1 from callers (`listening.ts`), one exchange a request (`exchange.ts`), pooled
 * connections to instances (`upstream.ts`). A request chooses and counts its instance in one synchronous turn (`claim` in
 * `pointers.ts`), a swap is another such turn, and a drain waits for counts: nothing here decides when to swap or what to start.
 */
export function createProxy(): Proxy {
  const pointers = new Pointers();
  const probes = new Probes();
  const listening = new Map<string, Promise<Listening>>();
  const around = { pointer: (name: string) => pointers.find(name), probes, owners: new SocketOwners() };

  async function listen(listener: Listener): Promise<number> {
    const key = `${listener.pointer} ${listener.host}`;
    let opening = listening.get(key);
    if (opening === undefined) {
      opening = new Listening(listener, around).open();
      listening.set(key, opening);
      opening.catch(() => listening.delete(key)); // the next attempt is a new one
    }
    return (await opening).port;
  }

  /** Those of a pointer, or all; public ones first, since that is the door at which users knock. */
  async function openedFor(pointer?: string): Promise<Listening[]> {
    const all = await Promise.allSettled(listening.values());
    const opened = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const own = pointer === undefined ? opened : opened.filter((each) => each.listener.pointer === pointer);
    return own.toSorted((a, b) => Number(b.listener.nextFree) - Number(a.listener.nextFree));
  }

  return {
    listen,
    point: (targets) => pointers.point(targets),
    targets: (pointer) => pointers.find(pointer).upstreams.map((upstream) => upstream.target),
    drain: (targets: readonly Target[], limitMs, signal) => drain(pointers.upstreams(targets), limitMs, signal),

    async probe(pointer, request) {
      const [door] = await openedFor(pointer);
      if (door === undefined) return { kind: "failed", message: `nothing listens for ${pointer}` };
      return probes.send({ ...request, host: reachable(door.listener.host), port: door.port });
    },

    counts(pointer) {
      const { answered, failed } = pointers.find(pointer);
      return { answered, failed };
    },

    async unlisten(pointer) {
      for (const each of await openedFor(pointer)) {
        listening.delete(`${pointer} ${each.listener.host}`);
        each.retire();
      }
      pointers.forget(pointer);
    },

    async close(limitMs = CLOSE_LIMIT_MS) {
      const opened = await openedFor();
      for (const each of opened) each.stopAccepting();
      const until = performance.now() + limitMs;
      await drain(pointers.everyUpstream(), limitMs);
      await Promise.all(opened.map((each) => each.flush(Math.max(0, Math.ceil(until - performance.now())))));
      for (const each of opened) each.end();
      listening.clear();
      pointers.forgetAll();
      around.owners.close();
    },
  };
}

/** A wildcard is an address to listen on, not one to call. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
