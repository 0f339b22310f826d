import { sqliteStore } from "../../../../src/adapters/stores/sqlite/sqlite.ts";
import { progress } from "../../../../src/testing/store-samples.ts";

/** `write-until-killed.ts FOLDER RUN`: writes pairs of events, several at a time, and prints the number of each pair that was acknowledged. */
const [folder, run] = process.argv.slice(2);
const store = await sqliteStore(folder!);
let pair = 0;

async function writeOn(): Promise<never> {
  for (;;) {
    const mine = pair++;
    await store.write({ events: { run: Number(run), events: [progress(`${mine} first`), progress(`${mine} second`)] } });
    process.stdout.write(`${mine}\n`); // to a pipe, so it is out before the next line of this program
  }
}

await Promise.all(Array.from({ length: 8 }, writeOn));
