import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createProxy } from "../../../../src/adapters/runtimes/local/proxy/create-proxy.ts";
import type { Proxy, Target } from "../../../../src/adapters/runtimes/local/proxy/proxy.ts";

export const WEB = "users/local/web";

/** What an instance does with a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A proxy that listens for `web` and leads to one instance for each handler. */
export interface Proxied {
  readonly proxy: Proxy;
  readonly port: number;
  readonly url: string;
  readonly targets: readonly Target[];
  readonly servers: readonly Server[];
}

export async function proxied(...handlers: readonly Handler[]): Promise<Proxied> {
  const proxy = createProxy();
  onTestFinished(() => proxy.close(0));
  const servers = await Promise.all(handlers.map((handler) => serve(handler)));
  const targets = servers.map((server, at) => targetOf(`web-1-${at + 1}`, portOf(server)));
  const port = await proxy.listen({ pointer: WEB, host: "127.0.0.1", port: 0, nextFree: true });
  proxy.point(new Map([[WEB, targets]]));
  return { proxy, port, url: `http://127.0.0.1:${port}`, targets, servers };
}

export const targetOf = (instance: string, port: number): Target => ({ instance, host: "127.0.0.1", port, inflight: 0 });

export async function serve(handler: Handler): Promise<Server> {
  const server = createServer((request, response) => void handler(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => stop(server));
  return server;
}

export function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

export function portOf(server: { address(): unknown }): number {
  return (server.address() as { port: number }).port;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly trailers: IncomingMessage["trailers"];
  readonly body: string;
}

/** One request on a connection of its own. */
export async function ask(url: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const request = httpRequest(url, { agent: false, ...options });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks = await response.toArray();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    trailers: response.trailers,
    body: Buffer.concat(chunks).toString(),
  };
}

/** Opens a raw connection and says this much. */
export function speak(port: number, text: string, host = "127.0.0.1"): Socket {
  const socket = connect(port, host);
  socket.on("error", () => {});
  socket.write(text, "latin1");
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** All that comes until the other side closes. */
export async function reply(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** A status line alone, where the rest holds dates and page texts. */
export const firstLine = (text: string): string => text.slice(0, text.indexOf("\r\n"));
