import { createServer } from "node:net";

/**
 * A port of 127.0.0.1 that nobody has, from the range that the kernel gives out by itself.
 * @param taken ports that are recorded for somebody, though nobody may listen there now
 */
export async function freePort(taken: () => ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await anyPort();
    // Asked after the wait: another instance may have been given this very port meanwhile.
    if (!taken().has(port)) return port;
  }
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
