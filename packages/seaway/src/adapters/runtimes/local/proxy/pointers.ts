import type { Target } from "./proxy.ts";
import { keyOf, Upstream, type Claim } from "./upstream.ts";

/** Where the requests of one service go, and what became of them. */
export interface Pointer {
  readonly name: string;
  upstreams: readonly Upstream[];
  /** Where the next turn of the round begins. */
  next: number;
  answered: number;
  failed: number;
}

/**
 * Chooses and counts in one turn of the event loop, which is the lock: a swap comes before or after it, never between.
 * The least busy instance is taken, in turns among equals.
 * @param except the instance that just failed; it is taken again only when there is no other
 * @returns undefined when nobody serves
 */
export function claim(pointer: Pointer, cut: () => void, except?: Upstream): Claim | undefined {
  const all = pointer.upstreams;
  let chosen: Upstream | undefined;
  let at = 0;
  for (let step = 0; step < all.length; step += 1) {
    const index = (pointer.next + step) % all.length;
    const candidate = all[index]!;
    if (candidate === except && all.length > 1) continue;
    if (chosen !== undefined && candidate.target.inflight >= chosen.target.inflight) continue;
    chosen = candidate;
    at = index;
  }
  if (chosen === undefined) return undefined;
  pointer.next = (at + 1) % all.length;
  return chosen.claim(cut);
}

/** All pointers, and the instances that they lead to or that still have requests. */
export class Pointers {
  readonly #pointers = new Map<string, Pointer>();
  readonly #upstreams = new Map<string, Upstream>();

  find(name: string): Pointer {
    let pointer = this.#pointers.get(name);
    if (pointer === undefined) {
      pointer = { name, upstreams: [], next: 0, answered: 0, failed: 0 };
      this.#pointers.set(name, pointer);
    }
    return pointer;
  }

  /** One synchronous turn for all: no request sees half of it. */
  point(pointers: ReadonlyMap<string, readonly Target[]>): void {
    for (const [name, targets] of pointers) {
      const pointer = this.find(name);
      pointer.upstreams = targets.map((target) => this.#upstreamOf(target));
      pointer.next = 0;
    }
    this.#release();
  }

  forget(name: string): void {
    this.#pointers.delete(name);
    this.#release();
  }

  forgetAll(): void {
    this.#pointers.clear();
    this.#release();
  }

  upstreams(targets: readonly Target[]): readonly Upstream[] {
    return targets.map((target) => this.#upstreams.get(keyOf(target))).filter((found) => found !== undefined);
  }

  everyUpstream(): readonly Upstream[] {
    return [...this.#upstreams.values()];
  }

  #upstreamOf(target: Target): Upstream {
    const key = keyOf(target);
    const known = this.#upstreams.get(key);
    if (known !== undefined) return known;
    const upstream = new Upstream(target);
    upstream.idleListeners.add(() => this.#release());
    this.#upstreams.set(key, upstream);
    return upstream;
  }

  /** An instance that no pointer leads to keeps its connections as long as it has requests, and no longer. */
  #release(): void {
    const pointed = new Set([...this.#pointers.values()].flatMap((pointer) => pointer.upstreams));
    for (const [key, upstream] of this.#upstreams) {
      if (upstream.target.inflight > 0 || pointed.has(upstream)) continue;
      this.#upstreams.delete(key);
      upstream.close();
    }
  }
}
