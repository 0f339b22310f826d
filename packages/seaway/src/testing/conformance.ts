/**
 * One contract, one suite, all adapters. A suite is plain named cases over a subject, so any test runner runs it, and whoever writes an
 * adapter outside this repository proves it by the same cases as ours.
 */
export type Suite<Subject> = Readonly<Record<string, (subject: Subject) => Promise<void>>>;

export interface ConformanceOptions<Subject, Name extends string> {
  /** The runner's own `test`; each case has a fresh subject. */
  readonly test: (title: string, run: () => Promise<void>) => unknown;
  readonly open: () => Subject | Promise<Subject>;
  /** Undoes `open`, also after a case that failed. */
  readonly close?: (subject: Subject) => unknown;
  /** Cases that cannot hold for this adapter, each with the reason. They are not registered. */
  readonly skip?: Readonly<Partial<Record<Name, string>>>;
}

/** Registers every case of a suite as a test, titled `NAME: CASE`. */
export function conformance<Subject, Cases extends Suite<Subject>>(
  name: string,
  suite: Cases & Suite<Subject>,
  { test, open, close, skip }: ConformanceOptions<Subject, keyof Cases & string>,
): void {
  const skipped: Readonly<Partial<Record<string, string>>> = skip ?? {};
  for (const [title, run] of Object.entries(suite)) {
    if (skipped[title] !== undefined) continue;
    test(`${name}: ${title}`, async () => {
      const subject = await open();
      try {
        await run(subject);
      } finally {
        await close?.(subject);
      }
    });
  }
}
