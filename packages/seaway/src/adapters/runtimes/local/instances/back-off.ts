/** @source rules-rollout 12.1: 0.5 s, doubled up to 30 s */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** @param failures ends in a row, at least 1 */
export const backOffMs = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));

/**
 * Whoever ran longer than it would have to wait now was well: that end is a first one. So what cannot come up waits longer and longer, and
 * what was killed from outside (by hand, for want of memory) is back at once, every time.
 */
export const failuresAfter = (failures: number, ranMs: number): number => (ranMs > backOffMs(failures + 1) ? 1 : failures + 1);
