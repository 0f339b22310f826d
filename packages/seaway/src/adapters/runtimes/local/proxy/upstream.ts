import { Pool } from "undici";
import type { Target } from "./proxy.ts";

const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 30_000;
export const MAX_HEADER_BYTES = 32 * 1024;

/** One request at one instance: counted from the moment it was chosen until `end`, which works once. */
export interface Claim {
  readonly upstream: Upstream;
  end(): void;
}

/** Two targets with one key are one instance, however often a runtime describes it. */
export const keyOf = (target: Target): string => `${target.instance} ${target.host}:${target.port}`;

/**
 * One instance as the proxy sees it: its connections, and the requests that are there now. Invariant: `target.inflight` is the number of
 * open claims, and nobody else writes it.
 */
export class Upstream {
  readonly target: Target;
  /** Called whenever the last open request has ended. */
  readonly idleListeners = new Set<() => void>();
  readonly #open = new Map<Claim, () => void>();
  #pool: Pool | undefined;

  constructor(target: Target) {
    this.target = target;
    target.inflight = 0;
  }

  /** No time limit on answers: long polls live. No pipelining: one slow answer would hold up others. */
  get pool(): Pool {
    const keepAliveMs = this.target.keepAliveMs ?? KEEP_ALIVE_MS;
    return (this.#pool ??= new Pool(`http://${this.target.host}:${this.target.port}`, {
      connections: CONNECTIONS,
      pipelining: 1,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
      allowH2: false,
    }));
  }

  /** @param cut ends the request by force; called by `cutAll` alone. */
  claim(cut: () => void): Claim {
    const claim: Claim = { upstream: this, end: () => this.#end(claim) };
    this.#open.set(claim, cut);
    this.target.inflight = this.#open.size;
    return claim;
  }

  /** @returns how many requests it cut. */
  cutAll(): number {
    const open = [...this.#open];
    for (const [claim, cut] of open) {
      cut();
      claim.end();
    }
    return open.length;
  }

  /** Gives the idle connections back. A pool that waits for its last request closes itself after it. */
  close(): void {
    const pool = this.#pool;
    this.#pool = undefined;
    pool?.close().catch(() => {}); // closed by a destroyed connection: the same end
  }

  #end(claim: Claim): void {
    if (!this.#open.delete(claim)) return;
    this.target.inflight = this.#open.size;
    if (this.#open.size > 0) return;
    for (const listener of this.idleListeners) listener();
  }
}
