import type { Command } from "../../../../../src/engine/ports/connection.ts";
import { localConnection } from "../../../../../src/adapters/connections/local/local-connection.ts";
import type { Isolation } from "../../../../../src/adapters/connections/local/isolation.ts";

const { command, folder, kept } = JSON.parse(process.argv[2]!) as { command: Command; folder: string; kept?: Isolation };
process.stdout.write(JSON.stringify(await localConnection(kept).run(command, { folder })));
