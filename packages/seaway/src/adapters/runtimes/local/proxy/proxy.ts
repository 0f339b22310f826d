/** Where requests go: one instance of one version of a service. `inflight` is counted by the proxy alone. */
export interface Target {
  /** `backend-91-1`. */
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  /** How long an idle connection to it is kept; shorter than the instance itself keeps one, or closing races a request. Absent: 30,000. */
  readonly keepAliveMs?: number;
  inflight: number;
}

/** A listener of a service: its public address, or the address of its name inside the environment. */
export interface Listener {
  /** `<project>/<environment>/<service>`: the pointer that its requests follow. */
  readonly pointer: string;
  readonly host: string;
  /** The port that is wished for. */
  readonly port: number;
  /** Public addresses take the next free port when the wished one is taken; a name's address does not. */
  readonly nextFree: boolean;
  /** Only callers whose socket this uid owns are answered (and the runtime itself); absent: everybody. */
  readonly admitUid?: number;
}

export interface Proxy {
  /** Listens, and stays on that port. Listening twice for one pointer and host only finds it. @returns the port it got. */
  listen(listener: Listener): Promise<number>;
  /** Leads pointers to new targets, all in one synchronous turn. An empty list answers 503. Requests in flight stay where they are. */
  point(pointers: ReadonlyMap<string, readonly Target[]>): void;
  /** Two targets of one instance and address are one: the object that was pointed to first, with its count. */
  targets(pointer: string): readonly Target[];
  /**
   * Resolves with 0 when none of the targets has a request in flight, or at the limit with the number of requests that it cut.
   * @throws the signal's reason; nothing is cut then
   */
  drain(targets: readonly Target[], limitMs: number, signal?: AbortSignal): Promise<number>;
  /** Sends one request to the pointer's own listener on a new connection and says which instance answered it. */
  probe(pointer: string, request: { readonly method: string; readonly path: string; readonly timeoutMs: number }): Promise<Probed>;
  /** Answered and failed requests of a pointer since the proxy started; failed: 502, 503 and 504 of the proxy itself, and answers that broke off. Probes don't count. */
  counts(pointer: string): { readonly answered: number; readonly failed: number };
  /** Ends the listeners of a pointer and forgets it. */
  unlisten(pointer: string): Promise<void>;
  /** Frees all ports at once, resolves when nothing is in flight; what still is after `limitMs` (10,000) is cut. */
  close(limitMs?: number): Promise<void>;
}

export type Probed =
  | { readonly kind: "answered"; readonly status: number; readonly instance: string }
  | { readonly kind: "failed"; readonly message: string };
