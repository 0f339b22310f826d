/** How many tests of a part passed, failed and were skipped, and which files were left to root. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly leftOut: readonly string[];
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0, leftOut: [] };

export const one = (passed: boolean): Tally => ({ ...none, passed: passed ? 1 : 0, failed: passed ? 0 : 1 });

export const plus = (tally: Tally, other: Tally): Tally => ({
  passed: tally.passed + other.passed,
  failed: tally.failed + other.failed,
  skipped: tally.skipped + other.skipped,
  leftOut: [...tally.leftOut, ...other.leftOut],
});
