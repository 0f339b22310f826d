import { sqliteStore } from "../../../../src/adapters/stores/sqlite/sqlite.ts";

/** `acquire.ts FOLDER RUN LEASE_MS`: asks for the lock of `local`, prints the answer and ends without giving it back. */
const [folder, run, leaseMs] = process.argv.slice(2);
const store = await sqliteStore(folder!);
const holder = { run: Number(run), user: "ana", machine: "wharf", sinceMs: Date.now(), because: "seaway up" };
process.stdout.write(JSON.stringify(await store.acquire("local", holder, Number(leaseMs))));
