/** @source rules-rollout 12.1: 0.5 s, doubled up to 30 s */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** @param failures ends in a row, at least 1 */
export const backOffMs = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));

/** So long of doing well makes good for one failure. */
const FORGIVEN_AFTER_MS = 1_000;

/**
 * Failures in a row after one more. What cannot come up waits longer and longer; what did well and was killed (by hand, for want of memory)
 * is back at once, however often.
 */
export const failuresAfter = (failures: number, wellForMs: number): number =>
  Math.max(1, failures + 1 - Math.floor(wellForMs / FORGIVEN_AFTER_MS));
