import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { followCommandLogs } from "../../../../src/surfaces/cli/logs/follow-command-logs.ts";
import { commandLogs } from "../../../../src/surfaces/cli/logs/log-files.ts";

test("what a run's commands write is printed as it comes, those of new commands too, until the run is over", async () => {
  const folder = mkdtempSync(join(tmpdir(), "seaway-logs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const out = (act: string): string => join(folder, "build.backend", "1", act, "out");
  const begin = (act: string, text: string): void => {
    mkdirSync(join(out(act), ".."), { recursive: true });
    writeFileSync(out(act), text);
  };
  begin("environment", "Collecting flask\n");

  // Each time that the run is asked after, it has gone on a little.
  const goesOn = [() => appendFileSync(out("environment"), "Installing flask\n"), () => begin("snapshot", "copied\n"), () => undefined];
  const isOver = async (): Promise<boolean> => (goesOn.shift()?.(), goesOn.length === 0);
  const printed: string[] = [];
  const find = () => commandLogs(folder, ["build.backend"]);
  await followCommandLogs({ find, isOver, print: ({ act }, line) => printed.push(`${act}: ${line}`) }, new AbortController().signal);
  expect(printed).toEqual(["environment: Collecting flask", "environment: Installing flask", "snapshot: copied"]);
});
