import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { deferred } from "../../../../src/std/deferred.ts";
import { ask, type Handler, portOf, proxied, serve, speak, stop, targetOf, WEB } from "./proxied.ts";

const API = "users/local/api";

describe("choosing", () => {
  test("instances take turns, and a busy one is passed over", async () => {
    const held: ServerResponse[] = [];
    const { url, targets } = await proxied(named("one"), holding("two", held), named("three"));
    expect((await ask(url)).body).toBe("one");
    const waiting = ask(url);
    await until(() => held.length === 1);
    expect(targets.map((target) => target.inflight)).toEqual([0, 1, 0]);
    const answers = [await ask(url), await ask(url), await ask(url), await ask(url)].map((answer) => answer.body);
    expect(answers).toEqual(["three", "one", "three", "one"]);
    held[0]!.end("two");
    expect((await waiting).body).toBe("two");
    expect(targets.map((target) => target.inflight)).toEqual([0, 0, 0]);
  });

  test("what is counted is counted before anything is awaited, and once", async () => {
    const held: ServerResponse[] = [];
    const { url, targets, proxy } = await proxied(holding("one", held));
    const waiting = Array.from({ length: 100 }, () => ask(url));
    await until(() => targets[0]!.inflight === 100); // 64 at the instance, the others wait for a connection
    for (let answered = 0; answered < 100; answered += 1) {
      await until(() => held.length > 0);
      held.shift()!.end();
    }
    await Promise.all(waiting);
    expect([targets[0]!.inflight, proxy.counts(WEB)]).toEqual([0, { answered: 100, failed: 0 }]);
  });
});

describe("a swap", () => {
  test("leads all pointers on in one turn; a request in flight stays where it is", async () => {
    const held: ServerResponse[] = [];
    const { proxy, url, port, targets } = await proxied(holding("web 1", held));
    const [api1, web2, api2] = await Promise.all(["api 1", "web 2", "api 2"].map((name) => serve(named(name))));
    const apiPort = await proxy.listen({ pointer: API, host: "127.0.0.1", port: 0, nextFree: true });
    expect(apiPort).not.toBe(port);
    proxy.point(new Map([[API, [targetOf("api-1-1", portOf(api1!))]]]));
    const early = ask(url);
    await until(() => held.length === 1);

    const next = new Map([
      [WEB, [targetOf("web-2-1", portOf(web2!))]],
      [API, [targetOf("api-2-1", portOf(api2!))]],
    ]);
    proxy.point(next);
    const bodies = await Promise.all([ask(url), ask(`http://127.0.0.1:${apiPort}`)]);
    expect(bodies.map((answer) => answer.body)).toEqual(["web 2", "api 2"]);
    expect(proxy.targets(WEB).map((target) => target.instance)).toEqual(["web-2-1"]);

    const drained = proxy.drain(targets, 60_000);
    held[0]!.end("web 1, late");
    expect([(await early).body, await drained]).toEqual(["web 1, late", 0]);
  });

  test("a connection that a client keeps follows the pointer", async () => {
    const { proxy, port } = await proxied(named("one"));
    const two = await serve(named("two"));
    const socket = speak(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [first] = (await once(socket, "data")) as [Buffer];
    proxy.point(new Map([[WEB, [targetOf("web-2-1", portOf(two))]]]));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [second] = (await once(socket, "data")) as [Buffer];
    expect([first.toString(), second.toString()].map((text) => text.slice(-3))).toEqual(["one", "two"]);
  });
});

describe("a drain", () => {
  test("of instances without requests is over at once", async () => {
    const { proxy, targets } = await proxied(named("one"));
    expect(await proxy.drain(targets, 0)).toBe(0);
    expect(await proxy.drain([targetOf("never-seen", 1)], 0)).toBe(0);
  });

  test("cuts what is left at its limit and says how much; a request that still waits for its head is cut as well", async () => {
    const held: ServerResponse[] = [];
    const { proxy, url, targets } = await proxied(holding("one", held));
    const waiting = [ask(url), ask(url)];
    const ends = Promise.allSettled(waiting);
    await until(() => held.length === 2);
    held[0]!.writeHead(200).write("begun");
    proxy.point(new Map([[WEB, []]]));
    expect(await proxy.drain(targets, 10)).toBe(2);
    expect((await ends).map((end) => end.status)).toEqual(["rejected", "rejected"]);
    expect([targets[0]!.inflight, proxy.counts(WEB)]).toEqual([0, { answered: 0, failed: 2 }]);
  });

  test("that is given up cuts nothing", async () => {
    const held: ServerResponse[] = [];
    const { proxy, url, targets } = await proxied(holding("one", held));
    const waiting = ask(url);
    await until(() => held.length === 1);
    const controller = new AbortController();
    const drained = proxy.drain(targets, 60_000, controller.signal);
    controller.abort(new Error("cancelled"));
    await expect(drained).rejects.toThrow("cancelled");
    held[0]!.end("one");
    expect((await waiting).body).toBe("one");
  });

  test("ends the idle connections to an instance that no pointer has any more", async () => {
    const closed = deferred();
    const { proxy, url, targets, servers } = await proxied(named("one"));
    servers[0]!.on("connection", (socket) => socket.once("close", () => closed.resolve()));
    await ask(url);
    proxy.point(new Map([[WEB, []]]));
    await proxy.drain(targets, 1_000);
    await closed.promise;
  });
});

describe("an instance that fails before it answers", () => {
  test("is replaced by another one for GET and HEAD, and the client notices nothing", async () => {
    const { proxy, url, servers, targets } = await proxied(named("one"), named("two"));
    stop(servers[0]!);
    expect([(await ask(url)).body, (await ask(url, { method: "HEAD" })).status]).toEqual(["two", 200]);
    expect([proxy.counts(WEB), targets.map((target) => target.inflight)]).toEqual([{ answered: 2, failed: 0 }, [0, 0]]);
  });

  test("is asked once more when there is no other: it may have closed a kept connection just then", async () => {
    let asked = 0;
    const { url } = await proxied((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end("second time");
    });
    expect((await ask(url)).body).toBe("second time");
  });

  test("is asked twice at most", async () => {
    let asked = 0;
    const { url } = await proxied((request) => {
      asked += 1;
      request.socket.destroy();
    });
    expect([(await ask(url)).status, asked]).toEqual([502, 2]);
  });

  test("is not asked again after a POST, nor after the first byte of an answer", async () => {
    let asked = 0;
    const { url } = await proxied((request) => {
      asked += 1;
      if (request.method === "POST") request.socket.destroy();
      else request.socket.end("HTTP/1.1 200 OK\r\nContent-Le");
    });
    expect([(await ask(url, { method: "POST" }, "order=1")).status, asked]).toEqual([502, 1]);
    expect([(await ask(url)).status, asked]).toEqual([502, 2]);
  });
});

describe("a client that leaves", () => {
  test("takes its request with it, also one that still waits for a connection, and is neither an answer nor a failure", async () => {
    const gone: Promise<unknown>[] = [];
    const { proxy, port, targets } = await proxied((_request, response) => void gone.push(once(response, "close")));
    const clients = Array.from({ length: 70 }, () => speak(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    await until(() => targets[0]!.inflight === 70 && gone.length === 64);
    for (const client of clients) client.destroy();
    await until(() => targets[0]!.inflight === 0);
    await Promise.all(gone);
    expect([gone.length, proxy.counts(WEB)]).toEqual([64, { answered: 0, failed: 0 }]);
  });

  test("in the middle of an upload ends that upload", async () => {
    const outcome = deferred<string>();
    const { port, targets } = await proxied((request) => {
      request.once("data", () => client.destroy());
      request.once("error", (error) => outcome.resolve(error.message));
    });
    const client = speak(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");
    expect(await outcome.promise).toBe("aborted");
    await until(() => targets[0]!.inflight === 0);
  });
});

function named(name: string): Handler {
  return (_request, response) => void response.end(name);
}

function holding(_name: string, held: ServerResponse[]): Handler {
  return (_request, response) => void held.push(response);
}

/** Turns of the event loop until it holds; the test's own time limit ends a wait that is in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
