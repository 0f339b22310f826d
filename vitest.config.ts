import { defineConfig } from "vitest/config";

/** `*.root.test.ts` need root; bin/test names those that it leaves to root. */
const needsRoot = process.getuid?.() === 0 ? [] : ["**/*.root.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: ["packages/*/test/e2e/**", ...needsRoot],
          pool: "threads",
          isolate: false,
          // Generous, because real programs run in these tests and the machine may be busy: a limit only ends what hangs.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["packages/*/test/e2e/**/*.test.ts"],
          exclude: needsRoot,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
