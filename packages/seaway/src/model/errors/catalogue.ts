/**
 * Errors are a catalogue: one entry a cause, `SEA-` and four digits, never reused; the first digit says where (1 command line · 2 config ·
 * 3 provision and configure · 4 build and test · 5 publish and rollout · 7 access and secrets · 8 store, lock, engine · 9 internal).
 * The entry holds what is always true, the throw adds the facts. `docs/reference/errors.md` is generated from it.
 */
export interface Entry<Facts> {
  /** What happened, in the glossary's words; starts lower-case, ends without a full stop. */
  readonly sentence: (facts: Facts) => string;
  /** What to do now. */
  readonly remedy: string | ((facts: Facts) => string);
  /** The long text of `seaway explain`: when it comes up, what it means for the world, how to get out of it. Markdown. */
  readonly explain: string;
  /** Exit code of a command that ends with it; absent: 2 for the digits 1 and 2, 1 for 9, else by stage and verdict. */
  readonly exit?: number;
}

/** Keeps the exact type of each entry's facts. */
export const catalogue = <const Entries extends Record<`SEA-${number}`, Entry<never>>>(entries: Entries): Entries => entries;
