import { sqliteStore } from "../../../../src/adapters/stores/sqlite/sqlite.ts";

/** `allocate.ts FOLDER COUNT`: takes that many run numbers, all asked for at once, and prints them. */
const [folder, count] = process.argv.slice(2);
const store = await sqliteStore(folder!);
const numbers = await Promise.all(Array.from({ length: Number(count) }, () => store.allocate("run")));
process.stdout.write(JSON.stringify(numbers));
await store.close();
