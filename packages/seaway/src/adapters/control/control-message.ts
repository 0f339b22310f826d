import type { Json } from "../../std/json.ts";
import type { Problem } from "../../model/problem.ts";

/**
 * Control sockets: how a command steers the engine's process and the local runtime. A Unix socket (0600, in a folder of mode 0700), one
 * call a connection, a line of JSON a message. Aborting a call is closing its connection. Errors cross as `Problem`, whole.
 */
export interface ControlRequest {
  /** What only this uid can read in the nonce file beside the socket: Node has no SO_PEERCRED. */
  readonly nonce: string;
  readonly method: string;
  readonly params: Json;
}

export type ControlReply =
  | { readonly progress: string }
  | { readonly result: Json | undefined }
  | { readonly problem: Problem }
  /** The caller could not read the nonce, or read that of an earlier process at this address. */
  | { readonly refused: true };

export const nonceFile = (socket: string): string => `${socket}.nonce`;
