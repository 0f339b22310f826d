import { isIPv4 } from "node:net";
import { SocketDiag } from "./socket-diag.ts";
import { SocketTable } from "./socket-table.ts";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What the kernel says about one socket. */
export interface SocketRow {
  readonly uid: number;
  /** 0: its program has closed it. */
  readonly inode: number;
}

/** Who owns the other end of a connection on this machine. */
export class SocketOwners {
  readonly #diag = new SocketDiag();
  readonly #table = new SocketTable();

  /** @returns undefined when nobody owns it: closed already, not on this machine, or not IPv4. */
  async ownerOf(peer: Endpoint, own: Endpoint): Promise<number | undefined> {
    const [local, remote] = [plain(peer), plain(own)];
    if (!isIPv4(local.address) || !isIPv4(remote.address)) return undefined;
    const row = await this.#diag.find(local, remote).catch(() => this.#table.find(local, remote));
    // A closed socket stays there for a while, with uid 0: that is not root.
    return row === undefined || row.inode === 0 ? undefined : row.uid;
  }

  close(): void {
    this.#diag.close();
  }
}

const plain = ({ address, port }: Endpoint): Endpoint => ({ address: address.replace(/^::ffff:/, ""), port });
