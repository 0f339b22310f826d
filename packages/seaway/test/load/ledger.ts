/** The application writes the id of each POST that it carried out; the clients know which were acknowledged. The two must agree. */
export interface LedgerVerdict {
  /** Acknowledged, and not written. */
  readonly lost: readonly string[];
  /** Written more than once. */
  readonly doubled: readonly string[];
  /** Written, and not acknowledged: right only for a request that failed after it had been carried out. */
  readonly unacknowledged: readonly string[];
}

/** @param written ids in any order, as the application holds them */
export function compareLedger(acknowledged: readonly string[], written: readonly string[]): LedgerVerdict {
  const once = new Set(written);
  const known = new Set(acknowledged);
  return {
    lost: [...known].filter((id) => !once.has(id)),
    doubled: [...new Set(written.filter((id, at) => written.indexOf(id) !== at))],
    unacknowledged: [...once].filter((id) => !known.has(id)),
  };
}

export const inOrder: LedgerVerdict = { lost: [], doubled: [], unacknowledged: [] };
