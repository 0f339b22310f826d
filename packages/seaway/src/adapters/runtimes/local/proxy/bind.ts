import type { Server } from "node:net";
import { failure } from "../../../../model/errors/failure.ts";
import { portOwner } from "./port-owner.ts";
import type { Listener } from "./proxy.ts";
import { serviceOf } from "./refusal.ts";

const TRIES = 200;

/**
 * Binds a server to the wished port; a public address takes the next free one of the following 200 instead, at last any.
 * @returns the port it got
 * @throws SEA-5312 when a name's address is taken: its callers know no other
 */
export async function bind(server: Server, { pointer, host, port, nextFree }: Listener): Promise<number> {
  if (port === 0) return listen(server, host, 0);
  for (let wished = port; wished <= Math.min(port + TRIES, 65_535); wished += 1) {
    try {
      return await listen(server, host, wished);
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (nextFree) continue;
      throw failure("SEA-5312", { service: serviceOf(pointer), port, owner: await portOwner({ address: host, port }) }, { cause: error });
    }
  }
  return listen(server, host, 0);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      server.off("listening", onListening).off("error", onError);
      settle();
    };
    const onListening = (): void => done(() => resolve(portOf(server)));
    const onError = (error: Error): void => done(() => reject(error));
    server.on("listening", onListening).on("error", onError);
    server.listen({ host, port });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

/** A port below 1024 that this user may not have is as good as taken. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
