/** One measurement of `bench/`: what is measured, what it may come to, and how to find out. */
export interface Measurement {
  readonly what: string;
  readonly bar: { readonly atMost: number; readonly unit: Unit };
  measure(): Promise<Measured>;
}

/** `×`: against the peer that was measured in between. */
export type Unit = "ms" | "s" | "MB" | "×";

export interface Measured {
  /** In the bar's unit, one a repetition. Their median is held against the bar. */
  readonly values: readonly number[];
  /** Measured in the same run, in the same unit as `values`, repetition by repetition. */
  readonly peers?: readonly Peer[];
  /** What a reader needs to judge the figure. */
  readonly notes?: readonly string[];
}

export interface Peer {
  readonly name: string;
  readonly values: readonly number[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
