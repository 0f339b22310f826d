import type { Socket } from "node:net";

/** No honest message is longer; a peer that sends more without a line end is cut off. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Calls back with each whole line that arrives, in order. Bytes are joined before they are decoded: a chunk may end inside a character. */
export function eachLine(socket: Socket, onLine: (line: string) => void): void {
  let pending: Buffer[] = [];
  let length = 0;
  socket.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      pending.push(chunk.subarray(from, end));
      onLine(Buffer.concat(pending).toString("utf8"));
      pending = [];
      length = 0;
      from = end + 1;
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST_LINE) socket.destroy();
  });
}
