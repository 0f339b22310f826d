import type { Socket } from "node:net";
import type { SocketOwners } from "./socket-owner.ts";

/**
 * Who may speak to the address of a name: the environment's own uid, and the runtime itself. Looked up once a connection, as soon as it
 * is there, because a peer that has closed can no longer be told from anybody.
 */
export class Admission {
  readonly #owners: SocketOwners;
  readonly #uid: number;
  readonly #verdicts = new WeakMap<Socket, Promise<boolean>>();

  constructor(owners: SocketOwners, uid: number) {
    this.#owners = owners;
    this.#uid = uid;
  }

  meet(socket: Socket): void {
    this.#verdicts.set(socket, this.#lookUp(socket));
  }

  async admits(socket: Socket): Promise<boolean> {
    return (await this.#verdicts.get(socket)) ?? false;
  }

  async #lookUp(socket: Socket): Promise<boolean> {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined) return false;
    const uid = await this.#owners.ownerOf({ address: remoteAddress, port: remotePort }, { address: localAddress, port: localPort });
    return uid !== undefined && (uid === this.#uid || uid === process.getuid?.());
  }
}
