#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheHome } from "../../adapters/folders.ts";

// For whoever starts this file itself; `bin/seaway` has it on before this file is read.
enableCompileCache(join(cacheHome(), "node"));

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "version")) {
  // Nothing else is loaded for the one thing that scripts ask most.
  const { version } = await import("./version.ts");
  process.stdout.write(`${version()}\n`);
} else {
  const { runCommand } = await import("./run-command.ts");
  // What is still open (a watched folder, a store) must not keep a finished command waiting; pipes are written synchronously on Linux.
  process.exit(await runCommand(argv));
}
