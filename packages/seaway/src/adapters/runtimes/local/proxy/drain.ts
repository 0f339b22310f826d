import { deferred } from "../../../../std/deferred.ts";
import type { Upstream } from "./upstream.ts";

/**
 * Waits until none of the instances has a request in flight.
 * @returns 0, or the number of requests that were cut at the limit
 * @throws the signal's reason; nothing is cut then
 */
export async function drain(upstreams: readonly Upstream[], limitMs: number, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const isIdle = (): boolean => upstreams.every((upstream) => upstream.target.inflight === 0);
  if (isIdle()) return 0;
  const { promise, resolve, reject } = deferred<number>();
  const onIdle = (): void => {
    if (isIdle()) resolve(0);
  };
  const onAbort = (): void => reject(signal?.reason);
  const listen = (): void => upstreams.forEach((upstream) => upstream.idleListeners.add(onIdle));
  const unlisten = (): void => upstreams.forEach((upstream) => upstream.idleListeners.delete(onIdle));
  const limit = setTimeout(() => {
    unlisten(); // cutting makes them idle, and that is not a drain that came to its end
    resolve(upstreams.reduce((cut, upstream) => cut + upstream.cutAll(), 0));
  }, limitMs);
  listen();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener("abort", onAbort);
    unlisten();
  }
}
