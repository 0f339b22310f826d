import { randomBytes, timingSafeEqual } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { PROBE_HEADER } from "./headers.ts";
import type { Probed } from "./proxy.ts";

/** What one probe is told by the proxy on the way. */
export type Seen = (instance: string) => void;

interface ProbeRequest {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
}

/**
 * Requests of our own through the same door as everybody's. They carry a secret that lives as long as this process and that no instance
 * ever sees; the secret changes nothing about the answer, so a guess would teach nothing.
 */
export class Probes {
  readonly #secret = randomBytes(32).toString("hex");
  readonly #waiting = new Map<string, Seen>();
  #count = 0;

  /** @returns whom to tell, when the request is a probe of ours. */
  recognise(request: IncomingMessage): Seen | undefined {
    const value = request.headers[PROBE_HEADER];
    if (typeof value !== "string") return undefined;
    const [secret = "", id = ""] = value.split(".");
    const sent = Buffer.from(secret, "latin1");
    const ours = Buffer.from(this.#secret, "latin1");
    return sent.length === ours.length && timingSafeEqual(sent, ours) ? this.#waiting.get(id) : undefined;
  }

  async send(probe: ProbeRequest): Promise<Probed> {
    const id = String((this.#count += 1));
    let instance: string | undefined;
    this.#waiting.set(id, (seen) => (instance = seen));
    try {
      const status = await statusOf(probe, `${this.#secret}.${id}`);
      if (instance !== undefined) return { kind: "answered", status, instance };
      return { kind: "failed", message: status === 503 ? "no instance serves" : `no instance answered (${status})` };
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#waiting.delete(id);
    }
  }
}

/** The whole answer within the time: one that breaks off is none. */
function statusOf({ timeoutMs, ...to }: ProbeRequest, secret: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = httpRequest({ ...to, agent: false, headers: { [PROBE_HEADER]: secret }, signal }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.once("error", reject);
    });
    request.once("error", (error) => reject(signal.aborted ? new Error(`no complete answer within ${timeoutMs} ms`) : error));
    request.end();
  });
}
