import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Doors that a test opens: a program of the project asks at one and goes on when it is open. So a test holds a run at a place for exactly
 * as long as it wants, and nobody sleeps.
 */
export interface Gates {
  /** Address of a gate: answers 200 when it is open, 503 while it is shut. */
  url(name: string): string;
  shut(name: string): void;
  open(name: string): void;
  /** How often a shut gate was asked. */
  knocks(name: string): number;
  close(): Promise<void>;
}

export async function openGates(): Promise<Gates> {
  const shut = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    const knocks = shut.get(name);
    if (knocks !== undefined) shut.set(name, knocks + 1);
    response.writeHead(knocks === undefined ? 200 : 503, { connection: "close" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    shut: (name) => void shut.set(name, 0),
    open: (name) => void shut.delete(name),
    knocks: (name) => shut.get(name) ?? 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
