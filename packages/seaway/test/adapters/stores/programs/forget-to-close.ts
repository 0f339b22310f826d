import { sqliteStore } from "../../../../src/adapters/stores/sqlite/sqlite.ts";
import { progress } from "../../../../src/testing/store-samples.ts";

/** `forget-to-close.ts FOLDER`: one acknowledged write, one that nobody waits for, and no close. Prints what it was warned of. */
process.on("warning", (warning) => process.stdout.write(`${warning.message}\n`));
const store = await sqliteStore(process.argv[2]!);
process.emitWarning("another warning");
await store.write({ events: { run: 1, events: [progress("acknowledged")] } });
void store.write({ events: { run: 1, events: [progress("pending")] } });
