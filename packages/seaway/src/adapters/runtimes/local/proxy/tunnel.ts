import { ServerResponse, type IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * Joins two raw sockets until both have closed. What is on its way when one side closes still arrives.
 * @param over called once
 */
export function joinSockets(client: Duplex, upstream: Duplex, over: () => void): { end(): void } {
  let open = 2;
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on("error", () => {}); // "close" follows, and says all that matters here
    one.once("close", () => {
      endSoon(other);
      open -= 1;
      if (open === 0) over();
    });
    one.pipe(other);
  }
  return {
    end: () => {
      client.destroy();
      upstream.destroy();
    },
  };
}

/** An answer on the raw socket of a request that asks for another protocol: used when it is refused, and closes the connection. */
export function responseOn(request: IncomingMessage, socket: Socket, head: Buffer): ServerResponse {
  if (head.length > 0) socket.unshift(head);
  socket.on("error", () => {});
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  socket.on("drain", () => response.emit("drain"));
  response.once("finish", () => socket.end());
  return response;
}

function endSoon(stream: Duplex): void {
  if (stream instanceof Socket) stream.destroySoon();
  else stream.end();
}
