import { createServer, type Server } from "node:net";
import { failure } from "../../../../model/errors/failure.ts";
import { userName } from "../../../user-name.ts";

/** Listening at this port of 127.77.E.254 is having E: the kernel gives it to one process of the machine and takes it back when that dies. */
const ANCHOR_PORT = 7741;
const HIGHEST = 250;

export interface EnvironmentNumber {
  readonly number: number;
  release(): void;
}

/**
 * Claims a number E for an environment, and with it the loopback addresses 127.77.E.0/24, against every other runtime of this machine.
 * @param wished the recorded one, else where the search begins
 * @throws SEA-5333 when all are taken
 */
export async function claimEnvironmentNumber(wished: number): Promise<EnvironmentNumber> {
  for (let tried = 0; tried < HIGHEST; tried += 1) {
    const number = ((wished - 1 + tried) % HIGHEST) + 1;
    const server = await tryToAnchor(number);
    if (server) return { number, release: () => void server.close() };
  }
  throw failure("SEA-5333", { user: userName() });
}

/** Where the search begins: environments of one name tend to have one number, so addresses in logs can be recognised. */
export function likelyNumber(key: string): number {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return (sum % HIGHEST) + 1;
}

function tryToAnchor(number: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((peer) => peer.destroy());
    server.on("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen({ host: `127.77.${number}.254`, port: ANCHOR_PORT }, () => resolve(server));
  });
}
