import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import { isBroken, isTimeout } from "./connection-error.ts";
import { asText, toClient, toUpstream } from "./headers.ts";
import { claim, type Pointer } from "./pointers.ts";
import { notServing, refuse, unanswered } from "./refusal.ts";
import { hasBody, RequestBody } from "./request-body.ts";
import { joinSockets } from "./tunnel.ts";
import type { Claim, Upstream } from "./upstream.ts";

/** Where a request goes, and who wants to know how it ended. */
export interface Route {
  readonly pointer: Pointer;
  /** Of a probe: hears which instance answered. Requests without it are counted. */
  readonly seen?: (instance: string) => void;
  /** The protocol to change to, when the client asks for one and waits on a raw socket. */
  readonly upgrade?: { readonly protocol: string; readonly socket: Duplex };
}

/**
 * One request and its answer. It holds a claim on one instance from the choice to the end, and whatever ends it (the answer, an error,
 * a client that leaves, the limit of a drain) goes through `#finish`, so it ends once.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #route: Route;
  readonly #headers: string[];
  readonly #body: RequestBody | null;
  #claim: Claim | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #tunnel: { end(): void } | undefined;
  #retried = false;
  #begun = false;
  #wrote = false;
  #over = false;

  constructor(request: IncomingMessage, response: ServerResponse, route: Route) {
    this.#request = request;
    this.#response = response;
    this.#route = route;
    const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    this.#headers = toUpstream(request.rawHeaders, { address, host: request.headers.host });
    this.#body = hasBody(request) ? new RequestBody(request) : null;
  }

  start(): void {
    if (this.#response.closed || this.#request.socket.destroyed) return; // left while its right to be here was looked up
    this.#response.once("close", () => this.#abort("none"));
    this.#dispatch();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A client may leave while its request waits for a connection: then nothing of it is sent.
    if (this.#over) controller.abort(new Error("the client left"));
    else this.#controller = controller;
  }

  onResponseStarted(): void {
    this.#begun = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, statusText?: string): void {
    if (status < 200) return; // a hint about an answer, not the answer
    this.#response.writeHead(status, statusText ?? "", toClient(asText(controller.rawHeaders)));
    this.#route.seen?.(this.#claim!.upstream.target.instance);
    // Node sends the head together with the first bytes; a stream of events may have none for minutes.
    setImmediate(() => {
      if (!this.#wrote && !this.#over) this.#response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#wrote = true;
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once("drain", () => controller.resume());
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const trailers = asText(controller.rawTrailers);
    if (trailers.length > 0) this.#response.addTrailers(pairs(toClient(trailers)));
    this.#finish("answered");
    this.#response.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#over) return;
    if (this.#mayRetry(error)) return this.#retry();
    const headSent = this.#response.headersSent;
    this.#finish("failed");
    if (headSent) return void this.#response.destroy(); // a cut is how a client learns that this was not all
    const status = isTimeout(error) ? 504 : 502;
    refuse(this.#response, status, unanswered(this.#route.pointer, status));
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController, _status: number, _headers: unknown, upstream: Duplex): void {
    const { protocol, socket } = this.#route.upgrade!;
    this.#response.detachSocket(this.#request.socket);
    const headers = ["connection", "upgrade", "upgrade", protocol, ...toClient(asText(controller.rawHeaders))];
    const lines = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`, "latin1");
    this.#tunnel = joinSockets(socket, upstream, () => this.#finish("answered"));
  }

  #dispatch(except?: Upstream): void {
    this.#claim = claim(this.#route.pointer, () => this.#abort("failed"), except);
    if (this.#claim === undefined) {
      this.#finish("failed");
      return refuse(this.#response, 503, notServing(this.#route.pointer));
    }
    const { method = "GET", url: path = "/" } = this.#request;
    const upgrade = this.#route.upgrade?.protocol ?? null;
    this.#claim.upstream.pool.dispatch({ method, path, headers: this.#headers, body: this.#body, upgrade }, this);
  }

  /** Asking twice is harmless only for what changes nothing, and only as long as nobody has begun to answer. */
  #mayRetry(error: Error): boolean {
    const { method } = this.#request;
    if (method !== "GET" && method !== "HEAD") return false;
    return !this.#retried && !this.#begun && this.#body === null && isBroken(error);
  }

  #retry(): void {
    const first = this.#claim!;
    this.#retried = true;
    this.#controller = undefined;
    // The second is counted before the first is forgotten: a drain that waits must not see a gap between them.
    this.#dispatch(first.upstream);
    first.end();
  }

  /** Ends both sides by force: a client that left needs no answer, and a cut one gets none. */
  #abort(outcome: "failed" | "none"): void {
    if (this.#over) return;
    this.#finish(outcome);
    this.#controller?.abort(new Error("the client left, or its time was over"));
    this.#body?.destroy();
    this.#tunnel?.end();
    this.#request.socket.destroy();
  }

  #finish(outcome: "answered" | "failed" | "none"): void {
    if (this.#over) return;
    this.#over = true;
    this.#claim?.end();
    if (this.#route.seen === undefined && outcome !== "none") this.#route.pointer[outcome] += 1;
  }
}

const pairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
