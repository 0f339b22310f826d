import { sqliteStore } from "../../../../src/adapters/stores/sqlite/sqlite.ts";
import { progress } from "../../../../src/testing/store-samples.ts";

/**
 * `write-until-killed.ts FOLDER RUN [early]`: writes pairs of events, several at a time, and prints the number of each pair that was
 * acknowledged. With `early` it does what the store must not: it acknowledges what is not written yet.
 */
const [folder, run, early] = process.argv.slice(2);
const store = await sqliteStore(folder!);
let pair = 0;

async function writeOn(): Promise<never> {
  for (;;) {
    const mine = pair++;
    if (early !== undefined) process.stdout.write(`${mine}\n`);
    await store.write({ events: { run: Number(run), events: [progress(`${mine} first`), progress(`${mine} second`)] } });
    if (early === undefined) process.stdout.write(`${mine}\n`); // to a pipe, so it is out before the next line of this program
  }
}

await Promise.all(Array.from({ length: 8 }, writeOn));
