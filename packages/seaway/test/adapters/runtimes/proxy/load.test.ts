import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProxy } from "../../../../src/adapters/runtimes/local/proxy/create-proxy.ts";
import type { Target } from "../../../../src/adapters/runtimes/local/proxy/proxy.ts";
import { freshConnections, keptConnections, posts, type Answer } from "../../../load/client.ts";
import { compareLedger, inOrder, type LedgerVerdict } from "../../../load/ledger.ts";
import { openLoop } from "../../../load/open-loop.ts";
import type { Verdict } from "../../../load/verdict.ts";
import { targetOf, WEB } from "./proxied.ts";

const SWAPS = 6;
const REQUESTS_A_SWAP = 300;

test(
  "six swaps under constant load fail no request, and every acknowledged POST is written exactly once",
  { timeout: 90_000 },
  async () => {
    const { verdict, ledger } = await swapUnderLoad({ drain: true });
    expect({ failures: verdict.failures, ledger }).toEqual({ failures: [], ledger: inOrder });
    expect(Object.keys(verdict.byKind).toSorted()).toEqual(["kept connection", "new connection", "post"]);
    expect(verdict.sent).toBeGreaterThanOrEqual(SWAPS * REQUESTS_A_SWAP);
  },
);

test("the same load counts failures when instances are stopped without a drain", { timeout: 90_000 }, async () => {
  const { verdict, ledger } = await swapUnderLoad({ drain: false });
  expect(verdict.failures.length).toBeGreaterThan(0);
  expect(new Set(verdict.failures.map(({ reason }) => reason))).toEqual(new Set(["status 502"]));
  expect(ledger.doubled).toEqual([]);
});

async function swapUnderLoad({ drain }: { drain: boolean }): Promise<{ verdict: Verdict; ledger: LedgerVerdict }> {
  const folder = mkdtempSync(join(tmpdir(), "seaway-load-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ledger");
  writeFileSync(file, "");
  const proxy = createProxy();
  onTestFinished(() => proxy.close(0));
  const url = `http://127.0.0.1:${await proxy.listen({ pointer: WEB, host: "127.0.0.1", port: 0, nextFree: true })}/`;

  let serving = await startInstance("v0", file);
  proxy.point(new Map([[WEB, [serving.target]]]));
  const goneSinceMs = new Map<string, number>();
  const judge = ({ status, body, sentAtMs }: Answer): string | undefined => {
    if (status !== 200) return `status ${status}`;
    const version = body.split(" ", 1)[0]!;
    return sentAtMs > (goneSinceMs.get(version) ?? Infinity) ? `answered by ${version}, which was gone` : undefined;
  };
  const load = openLoop(
    [
      freshConnections({ url, perSecond: 60, judge }),
      keptConnections({ url, perSecond: 60, judge }),
      posts({ url, perSecond: 100, judge, form: (id) => ({ id }) }),
    ],
    { maxRequests: SWAPS * REQUESTS_A_SWAP * 4 },
  );
  for (let swap = 1; swap <= SWAPS; swap += 1) {
    const next = await startInstance(`v${swap}`, file);
    const outgoing = serving;
    proxy.point(new Map([[WEB, [next.target]]]));
    goneSinceMs.set(`v${swap - 1}`, load.now());
    if (drain) expect(await proxy.drain([outgoing.target], 10_000)).toBe(0);
    outgoing.process.kill();
    serving = next;
    await load.ended(swap * REQUESTS_A_SWAP);
  }
  const verdict = await load.stop();
  const written = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return { verdict, ledger: compareLedger(verdict.acknowledged, written) };
}

async function startInstance(version: string, ledger: string): Promise<{ target: Target; process: ChildProcess }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "instance-with-ledger.ts"), version, ledger, "50"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { target: targetOf(`web-${version}-1`, Number(line.toString())), process: child };
}
