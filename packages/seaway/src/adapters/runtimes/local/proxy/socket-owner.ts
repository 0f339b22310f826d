import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One row of the kernel's table. */
export interface SocketRow {
  readonly uid: number;
  readonly inode: number;
}

const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"] as const;

/**
 * Who owns the other end of a connection on this machine. The table is read as a whole, so a read serves all who asked before it began:
 * a hundred connections at once cost two reads.
 * @source https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
 */
export class SocketOwners {
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<readonly string[]> | undefined;

  /** @returns undefined when nobody owns it: closed already, not on this machine, or not IPv4. */
  async ownerOf(peer: Endpoint, own: Endpoint): Promise<number | undefined> {
    if (!isIPv4(plain(peer.address)) || !isIPv4(plain(own.address))) return undefined;
    // The kernel hands the table out in pieces, and a row may slip from one to the other in between: look twice before saying no.
    const row = find(await this.#read(), peer, own) ?? find(await this.#read(), peer, own);
    // A socket that its program has closed stays in the table for a while, without an inode and with uid 0: that is not root.
    return row === undefined || row.inode === 0 ? undefined : row.uid;
  }

  /** A read that is under way may have passed the row already: only one that has not begun is joined. */
  #read(): Promise<readonly string[]> {
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

function readTables(): Promise<readonly string[]> {
  return Promise.all(TABLES.map((table) => readFile(table, "latin1").catch(() => ""))); // without IPv6 the second is not there
}

/** The row whose local end is `local` and whose remote end is `remote`; both IPv4, also where a program uses them through IPv6. */
export function find(tables: readonly string[], local: Endpoint, remote: Endpoint): SocketRow | undefined {
  for (const [at, table] of tables.entries()) {
    const prefix = at === 0 ? "" : MAPPED;
    const found = table.indexOf(` ${prefix}${toHex(local)} ${prefix}${toHex(remote)} `);
    if (found === -1) continue;
    const fields = table
      .slice(found + 1, table.indexOf("\n", found))
      .trim()
      .split(/\s+/);
    return { uid: Number(fields[6]), inode: Number(fields[8]) };
  }
  return undefined;
}

/** `::ffff:` in the kernel's way: words of four bytes, each in the machine's order (little-endian). */
const MAPPED = "0000000000000000FFFF0000";

/** An IPv4 endpoint as the kernel writes it. */
export function toHex({ address, port }: Endpoint): string {
  const bytes = plain(address).split(".").map(Number);
  return `${bytes
    .toReversed()
    .map((byte) => hex(byte, 2))
    .join("")}:${hex(port, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
const plain = (address: string): string => address.replace(/^::ffff:/, "");
