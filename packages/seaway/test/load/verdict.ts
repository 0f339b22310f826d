/** What went wrong with one request, in a word or a sentence: `ECONNRESET`, `status 502`, `no answer within 10000 ms`. */
export interface Failure {
  readonly kind: string;
  readonly request: number;
  /** When it was due, and when it had failed, since the load began. */
  readonly dueAtMs: number;
  readonly atMs: number;
  readonly reason: string;
}

/** What a load found out, as data: a test prints it whole when it fails. */
export interface Verdict {
  readonly sent: number;
  readonly failures: readonly Failure[];
  readonly byKind: Readonly<Record<string, { readonly sent: number; readonly failed: number }>>;
  /** From the moment at which a request was due, not at which it was sent: a stall counts for all who would have come meanwhile. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly highest: number };
  /** Ids of the POSTs whose answer was right. */
  readonly acknowledged: readonly string[];
}

/** One finished request. */
export interface Outcome {
  readonly kind: string;
  readonly request: number;
  readonly dueAtMs: number;
  readonly endedAtMs: number;
  readonly id?: string;
  /** Absent: it was answered, and rightly. */
  readonly reason?: string;
}

export function toVerdict(outcomes: readonly Outcome[]): Verdict {
  const byKind: Record<string, { sent: number; failed: number }> = {};
  for (const { kind, reason } of outcomes) {
    const counted = (byKind[kind] ??= { sent: 0, failed: 0 });
    counted.sent += 1;
    if (reason !== undefined) counted.failed += 1;
  }
  const latencies = outcomes.map(({ dueAtMs, endedAtMs }) => endedAtMs - dueAtMs).toSorted((a, b) => a - b);
  const quantile = (share: number): number => Math.round(latencies[Math.ceil(latencies.length * share) - 1] ?? 0);
  return {
    sent: outcomes.length,
    failures: outcomes.flatMap(({ kind, request, dueAtMs, endedAtMs, reason }) =>
      reason === undefined ? [] : [{ kind, request, dueAtMs, atMs: endedAtMs, reason }],
    ),
    byKind,
    latencyMs: { p50: quantile(0.5), p99: quantile(0.99), highest: quantile(1) },
    acknowledged: outcomes.flatMap(({ id, reason }) => (id === undefined || reason !== undefined ? [] : [id])),
  };
}
