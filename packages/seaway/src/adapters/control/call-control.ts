import { lstat, readFile } from "node:fs/promises";
import { connect } from "node:net";
import type { Json } from "../../std/json.ts";
import { SeawayError } from "../../model/errors/failure.ts";
import { nonceFile, type ControlReply, type ControlRequest } from "./control-message.ts";
import { eachLine } from "./message-lines.ts";

/** Nobody answers at the socket, or whoever did was gone before the answer: the call may have been carried out, or not. */
export class ControlUnreachable extends Error {
  override readonly name = "ControlUnreachable";
}

export interface CallOptions {
  /** Aborting closes the connection, which aborts the call on the other side. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((note: string) => void) | undefined;
}

/**
 * Calls one method of the process that serves this socket.
 * @throws ControlUnreachable, or the error that the method threw, or the signal's reason
 */
export async function callControl(socket: string, method: string, params: Json, options: CallOptions = {}): Promise<Json | undefined> {
  options.signal?.throwIfAborted();
  const nonce = await readNonce(nonceFile(socket)).catch((cause: unknown) => {
    throw new ControlUnreachable(`nobody serves ${socket}`, { cause });
  });
  return exchange(socket, { nonce, method, params }, options);
}

/** The proof goes both ways: only our own uid can have written a nonce file that is ours. */
async function readNonce(path: string): Promise<string> {
  if ((await lstat(path)).uid !== process.getuid?.()) throw new Error(`${path} belongs to somebody else`);
  return readFile(path, "utf8");
}

function exchange(socket: string, request: ControlRequest, { signal, progress }: CallOptions): Promise<Json | undefined> {
  return new Promise((resolve, reject) => {
    const peer = connect(socket);
    const abort = (): void => {
      peer.destroy();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", abort, { once: true });
    peer.on("connect", () => peer.write(`${JSON.stringify(request)}\n`));
    eachLine(peer, (line) => {
      const reply = JSON.parse(line) as ControlReply;
      if ("progress" in reply) return progress?.(reply.progress);
      if ("problem" in reply) reject(new SeawayError(reply.problem, reply.problem.cause?.message));
      else if ("refused" in reply) reject(new ControlUnreachable(`${socket} was not ours to call`));
      else resolve(reply.result);
      peer.destroy();
    });
    peer.on("error", (cause) => reject(new ControlUnreachable(`nobody answers at ${socket}`, { cause })));
    peer.on("close", () => {
      signal?.removeEventListener("abort", abort);
      reject(new ControlUnreachable(`the connection to ${socket} broke`));
    });
  });
}

/** Whether any process listens at the socket; says nothing of its health. */
export function answersAt(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const peer = connect(socket);
    peer.on("connect", () => {
      peer.destroy();
      resolve(true);
    });
    peer.on("error", () => resolve(false));
  });
}
