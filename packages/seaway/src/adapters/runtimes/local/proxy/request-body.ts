import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/**
 * A request's body on its way to an instance, read only as fast as the instance takes it. undici destroys a body whose answer came early
 * (a 413 in the middle of an upload); destroying the request itself would cut the connection on which that answer goes back.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    super();
    this.#request = request;
    this.on("error", () => {}); // whoever dispatches it hears of it through its handler
    request.on("data", this.#take);
    request.once("end", () => this.push(null));
    request.once("close", () => {
      if (!request.complete) this.destroy(new Error("the client left in the middle of its request"));
    });
  }

  override _read(): void {
    this.#request.resume();
  }

  /** What the instance did not want is read and dropped, so that the client gets as far as reading the answer. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.off("data", this.#take);
    this.#request.resume();
    done(error);
  }

  readonly #take = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#request.pause();
  };
}

/** Without a length and without chunks there is no body (RFC 9112, 6.3). */
export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}
