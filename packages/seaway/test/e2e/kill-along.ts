import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Wish } from "./programs/killed-engine.ts";
import type { UsersProject } from "./users-project.ts";

export interface Engine {
  readonly run: number;
  /** Boundaries that it came to, in their order; the last one is where it died. */
  readonly boundaries: readonly string[];
  readonly killed: boolean;
  /** How it ended, and what it complained of. */
  readonly said: string;
}

const PROGRAM = fileURLToPath(new URL("programs/killed-engine.ts", import.meta.url));

/** An engine in a process of its own, which kills itself as it is wished. */
export function startKilledEngine({ folder, env }: UsersProject, wish: Wish): Promise<Engine> {
  const argv = ["--disable-warning=ExperimentalWarning", PROGRAM, folder, JSON.stringify(wish)];
  const child = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => {
      const said = `exit ${code ?? signal}${Buffer.concat(err).toString()}`;
      const [run, ...boundaries] = Buffer.concat(out).toString().split("\n").slice(0, -1);
      resolve({ run: Number(run), boundaries, killed: signal === "SIGKILL", said });
    });
  });
}

const LAST = "run.finished";

/**
 * One new run, whose engine is killed at the first of these boundaries that it comes to, then the next engine at the next one, and so on;
 * the last one just before the run's end, so that `seaway up --resume` has something to go on with.
 * @returns those at which an engine died, and whether the run is over
 */
export async function killAlong(
  project: UsersProject,
  boundaries: readonly string[],
  wish: Pick<Wish, "rollback"> = {},
): Promise<{ met: readonly string[]; over: boolean }> {
  const left = new Set([...boundaries, `before ${LAST}`]);
  const met: string[] = [];
  let run: number | undefined;
  for (;;) {
    const engine = await startKilledEngine(project, { ...wish, dieAt: [...left], ...(run === undefined ? {} : { run }) });
    const died = engine.boundaries.at(-1) ?? "";
    if (!engine.killed || !left.delete(died)) throw new Error(`this engine should have been killed: ${engine.said}`);
    met.push(died);
    if (died === `after ${LAST}`) return { met, over: true };
    if (died === `before ${LAST}` && !left.has(`after ${LAST}`)) return { met, over: false };
    run = engine.run;
  }
}

/**
 * Deals boundaries out to runs until an engine has died at each: first far apart from each other, because parallel steps write in an order
 * of their own and a kill may keep an engine from coming to the next; then what is left.
 * @param visit one run with these boundaries; two of them go on at a time, each on a lane of its own
 * @returns how many runs it took
 */
export async function untilEachWasMet(
  boundaries: readonly string[],
  visit: (hand: readonly string[], lane: number) => Promise<readonly string[]>,
  { runs, roundsAtMost }: { readonly runs: number; readonly roundsAtMost: number },
): Promise<number> {
  let left = boundaries;
  let count = 0;
  for (let round = 1; left.length > 0; round += 1) {
    if (round > roundsAtMost) throw new Error(`no engine came to: ${left.join(", ")}`);
    const hands = deal(left, round === 1 ? runs : 2);
    const met = new Set<string>();
    const lane = async (number: number): Promise<void> => {
      for (let hand = hands.pop(); hand !== undefined; hand = hands.pop()) {
        count += 1;
        for (const boundary of await visit(hand, number)) met.add(boundary);
      }
    };
    // A lane that fails must not leave the other one to whoever cleans up.
    const ended = await Promise.allSettled([lane(1), lane(2)]);
    for (const result of ended) if (result.status === "rejected") throw result.reason;
    left = left.filter((boundary) => !met.has(boundary));
  }
  return count;
}

const deal = (cards: readonly string[], hands: number): string[][] =>
  Array.from({ length: hands }, (_, hand) => cards.filter((_card, index) => index % hands === hand)).filter(({ length }) => length > 0);
