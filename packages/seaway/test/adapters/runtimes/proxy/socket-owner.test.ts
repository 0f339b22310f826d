import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { SocketDiag } from "../../../../src/adapters/runtimes/local/proxy/socket-diag.ts";
import { SocketOwners, type Endpoint } from "../../../../src/adapters/runtimes/local/proxy/socket-owner.ts";
import { findRow, SocketTable } from "../../../../src/adapters/runtimes/local/proxy/socket-table.ts";
import { portOf } from "./proxied.ts";

describe("the owner of a socket", () => {
  test("is the same by one question to the kernel and by its table, also for a program that uses IPv6", async () => {
    const server = await listening();
    const diag = new SocketDiag();
    onTestFinished(() => diag.close());
    const table = new SocketTable();
    for (const host of ["127.77.7.1", "::ffff:127.77.7.1"]) {
      const { local, remote } = await connected(server, host);
      const row = await diag.find(local, remote);
      expect(row).toEqual({ uid: process.getuid?.(), inode: expect.any(Number) });
      expect(row!.inode).toBeGreaterThan(0);
      expect(await table.find(local, remote)).toEqual(row);
    }
    const nobody = [
      { address: "127.77.7.1", port: 1 },
      { address: "127.77.7.1", port: 2 },
    ] as const;
    expect([await diag.find(...nobody), await table.find(...nobody)]).toEqual([undefined, undefined]);
  });

  test("is nobody once its program has closed it, although the kernel still shows uid 0", async () => {
    const server = await listening();
    const { socket, peer, local, remote } = await connected(server, "127.77.7.1");
    socket.end();
    peer.end();
    await Promise.all([once(socket, "close"), once(peer, "close")]);
    const owners = new SocketOwners();
    onTestFinished(() => owners.close());
    expect(await owners.ownerOf(local, remote)).toBeUndefined();
    expect(await owners.ownerOf({ address: "::1", port: 1 }, { address: "::1", port: 2 })).toBeUndefined();
  });

  test("is found in the table when the question can't be asked", async () => {
    const server = await listening();
    const { local, remote } = await connected(server, "127.77.7.1");
    const owners = new SocketOwners();
    owners.close();
    expect(await owners.ownerOf(local, remote)).toBe(process.getuid?.());
  });
});

test("a row of the table is read by its columns", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:9C40 01014D7F:1389 01 00000000:00000000 00:00000000 00000000 64321        0 166720 1 0000000000000000 20 4 30 10 -1",
    "   1: 01014D7F:1389 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 166721 1 0000000000000000 20 4 30 10 -1",
    "",
  ].join("\n");
  const instance = { address: "127.0.0.1", port: 40_000 };
  const name = { address: "127.77.1.1", port: 5_001 };
  expect(findRow(table, instance, name)).toEqual({ uid: 64_321, inode: 166_720 });
  expect(findRow(table, name, instance)).toEqual({ uid: 0, inode: 166_721 });
  expect(findRow(table, name, name)).toBeUndefined();
});

async function listening(): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.77.7.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server;
}

async function connected(server: Server, host: string): Promise<{ socket: Socket; peer: Socket; local: Endpoint; remote: Endpoint }> {
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const socket = connect(portOf(server), host).resume();
  onTestFinished(() => void socket.destroy());
  const [peer] = await accepted;
  peer.resume();
  onTestFinished(() => void peer.destroy());
  const local = { address: peer.remoteAddress!, port: peer.remotePort! };
  return { socket, peer, local, remote: { address: "127.77.7.1", port: portOf(server) } };
}
