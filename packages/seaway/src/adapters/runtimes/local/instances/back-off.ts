/** @source rules-rollout 12.1: 0.5 s, doubled up to 30 s */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Whoever ran this long was well: the next end is a first one again. */
export const WELL_AFTER_MS = 30_000;

/** @param failures ends in a row, at least 1 */
export const backOffMs = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
