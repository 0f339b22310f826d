import { createServer } from "node:net";
import { expect, test } from "vitest";
import { heldBy, listeningSockets, parseSocketTable } from "../../../../../src/adapters/runtimes/local/diagnosis/listening-sockets.ts";
import { processTree } from "../../../../../src/adapters/runtimes/local/diagnosis/process-tree.ts";

test("a table of the kernel yields what listens, and nothing that is connected", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1389 0100007F:A001 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 20 4 30 10 -1
`;
  expect(parseSocketTable(table)).toEqual([
    { host: "127.0.0.1", port: 5001, inode: 4711 },
    { host: "*", port: 8080, inode: 4712 },
  ]);
});

test("a socket of this very process is found among those of its tree", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(heldBy(processTree(process.pid), listeningSockets())).toContainEqual(expect.objectContaining({ host: "127.0.0.1", port }));
  server.close();
});
