/** Time as a port, so that a test moves it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it is aborted before. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
