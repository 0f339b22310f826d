import { once } from "node:events";
import { createServer, Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Server, type Socket } from "node:net";
import { Admission } from "./admission.ts";
import { bind } from "./bind.ts";
import { mayUpgrade, objectionTo } from "./acceptable.ts";
import { Exchange } from "./exchange.ts";
import type { Pointer } from "./pointers.ts";
import type { Probes } from "./probes.ts";
import type { Listener } from "./proxy.ts";
import { refuse } from "./refusal.ts";
import type { SocketOwners } from "./socket-owner.ts";
import { responseOn } from "./tunnel.ts";
import { MAX_HEADER_BYTES } from "./upstream.ts";

/** Heads come at once or not at all; bodies may take as long as an upload takes. */
const HEADERS_TIMEOUT_MS = 60_000;
/** Longer than the pools of usual clients keep a connection, so that they close it and not we, in the middle of their next request. */
const KEEP_ALIVE_MS = 75_000;

export interface Surroundings {
  readonly pointer: (name: string) => Pointer;
  readonly probes: Probes;
  readonly owners: SocketOwners;
}

/** One address that is listened on. */
export class Listening {
  readonly listener: Listener;
  readonly #around: Surroundings;
  readonly #server: HttpServer;
  readonly #admission: Admission | undefined;
  readonly #unfinished = new Set<ServerResponse>();
  #closing = false;
  port = 0;

  constructor(listener: Listener, around: Surroundings) {
    this.listener = listener;
    this.#around = around;
    this.#admission = listener.admitUid === undefined ? undefined : new Admission(around.owners, listener.admitUid);
    this.#server = createServer({
      insecureHTTPParser: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      shouldUpgradeCallback: mayUpgrade,
    });
    this.#server.on("connection", (socket: Socket) => this.#admission?.meet(socket));
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("upgrade", (request, socket: Socket, head) => this.#upgrade(request, socket, head));
  }

  async open(): Promise<this> {
    this.port = await bind(this.#server, this.listener);
    this.#server.on("error", () => {}); // accepting one connection failed (no file descriptors left, for example): the next may not
    return this;
  }

  /**
   * Takes no new connection from now on; the port is free at once. Open connections stay and get `Connection: close` with their next
   * answer. `http.Server.close` would also end idle ones, which races their next request.
   * @source https://nodejs.org/api/http.html#serverclosecallback
   */
  stopAccepting(): void {
    if (this.#closing) return;
    this.#closing = true;
    Server.prototype.close.call(this.#server);
  }

  /** The same for good: nobody answers here any more, so idle connections end at once. */
  retire(): void {
    this.#closing = true;
    this.#server.close();
  }

  /** Resolves when every answer has reached its client, or at the limit: the last bytes of one leave after its instance is done. */
  async flush(limitMs: number): Promise<void> {
    const limit = AbortSignal.timeout(limitMs);
    const closed = [...this.#unfinished].map((response) => once(response, "close", { signal: limit }).catch(() => {}));
    await Promise.all(closed);
  }

  /** Ends every connection, and the timer that `stopAccepting` leaves behind. */
  end(): void {
    this.stopAccepting();
    this.#server.closeAllConnections();
    HttpServer.prototype.close.call(this.#server);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#unfinished.add(response);
    response.once("close", () => this.#unfinished.delete(response));
    if (this.#closing) response.shouldKeepAlive = false;
    const objection = objectionTo(request);
    if (objection !== undefined) {
      response.shouldKeepAlive = false;
      return refuse(response, objection.status, objection.sentence);
    }
    this.#whenAdmitted(request, response, () => {
      new Exchange(request, response, this.#route(request)).start();
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const response = responseOn(request, socket, head);
    const objection = objectionTo(request);
    if (objection !== undefined) return refuse(response, objection.status, objection.sentence);
    this.#whenAdmitted(request, response, () => {
      const upgrade = { protocol: request.headers.upgrade ?? "", socket };
      new Exchange(request, response, { ...this.#route(request), upgrade }).start();
    });
  }

  #route(request: IncomingMessage): { pointer: Pointer; seen?: (instance: string) => void } {
    const pointer = this.#around.pointer(this.listener.pointer);
    const seen = this.#around.probes.recognise(request);
    return seen === undefined ? { pointer } : { pointer, seen };
  }

  #whenAdmitted(request: IncomingMessage, response: ServerResponse, go: () => void): void {
    if (this.#admission === undefined) return go();
    void this.#admission.admits(request.socket).then((admitted) => {
      if (admitted) return go();
      response.shouldKeepAlive = false;
      refuse(response, 403, "this address belongs to another environment");
    });
  }
}
