import { connect, createServer } from "node:net";
import { pathToFileURL } from "node:url";

/**
 * Leads TCP connections to a Unix socket, as a process of its own: a restart of the proxy cuts no connection to a database.
 * Run as `node tcp-pipe.ts ADDRESS PORT SOCKET`.
 */
export function serveTcpPipe(address: string, port: number, socket: string): void {
  // Half-open on purpose: a client that has said everything may still wait for the answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (client) => {
    const database = connect({ path: socket, allowHalfOpen: true });
    client.on("error", () => database.destroy());
    database.on("error", () => client.destroy());
    client.pipe(database).pipe(client);
  });
  server.listen(port, address);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [address = "", port = "", socket = ""] = process.argv.slice(2);
  serveTcpPipe(address, Number(port), socket);
}
