import { readFile } from "node:fs/promises";
import type { Endpoint, SocketRow } from "./socket-owner.ts";

/**
 * The kernel's table of TCP sockets as a text. It always works, and it is slow: the kernel walks all its buckets for it (4 ms with an
 * empty table of 262,144 buckets, 18 ms with 6,000 rows), so one read serves all who asked before it began.
 * @source https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
 */
export class SocketTable {
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<string> | undefined;

  async find(local: Endpoint, remote: Endpoint): Promise<SocketRow | undefined> {
    // The kernel hands the table out in pieces, and a row may slip from one to the other in between: look twice before saying no.
    return findRow(await this.#read(), local, remote) ?? findRow(await this.#read(), local, remote);
  }

  /** A read that is under way may have passed the row already: only one that has not begun is joined. */
  #read(): Promise<string> {
    if (this.#next !== undefined) return this.#next;
    const next = this.#running.then(() => {
      this.#next = undefined;
      return readTables();
    });
    this.#next = next;
    this.#running = next;
    return next;
  }
}

async function readTables(): Promise<string> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((table) => readFile(table, "latin1").catch(() => "")); // the second needs IPv6
  return (await Promise.all(tables)).join("");
}

/** The row with these ends; both IPv4, also where a program uses them through IPv6. */
export function findRow(table: string, local: Endpoint, remote: Endpoint): SocketRow | undefined {
  for (const prefix of ["", MAPPED]) {
    const found = table.indexOf(` ${prefix}${toHex(local)} ${prefix}${toHex(remote)} `);
    if (found === -1) continue;
    const fields = table.slice(found, table.indexOf("\n", found)).trim().split(/\s+/);
    return { uid: Number(fields[6]), inode: Number(fields[8]) };
  }
  return undefined;
}

/** `::ffff:` in the kernel's way: words of four bytes, each in the machine's order (little-endian). */
const MAPPED = "0000000000000000FFFF0000";

/** An IPv4 endpoint as the kernel writes it. */
export function toHex({ address, port }: Endpoint): string {
  const bytes = address.split(".").map(Number).toReversed();
  return `${bytes.map((byte) => hex(byte, 2)).join("")}:${hex(port, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
