import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { failure } from "../../../model/errors/failure.ts";
import { callControl } from "../../control/call-control.ts";
import { controlSocket } from "../../control/control-socket.ts";
import { cacheHome, runtimeState } from "../../folders.ts";

const START_LIMIT_MS = 15_000;
/** When another one is just ending, its lock is still held: then the next shell is the one that gets it. */
const TRY_AGAIN_MS = 1_000;
const LOOK_EVERY_MS = 10;

/** What the runtime's process inherits. Nothing else of the command's environment: it would outlive the command, secrets included. */
const INHERITED = ["HOME", "PATH", "LANG", "TZ", "USER", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"];

/** Starts the local runtime, detached, unless it answers. @throws SEA-5330 when it does not within 15 seconds */
export async function ensureRuntime(): Promise<void> {
  const folder = runtimeState();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (await answers()) return;
    spawnRuntime(folder);
    const again = Date.now() + TRY_AGAIN_MS;
    while (Date.now() < again) {
      await sleep(LOOK_EVERY_MS);
      if (await answers()) return;
    }
  }
  throw failure("SEA-5330", { folder });
}

const answers = (): Promise<boolean> =>
  callControl(controlSocket("runtime"), "ping", null).then(
    () => true,
    () => false,
  );

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

function spawnRuntime(folder: string): void {
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: join(cacheHome(), "node") } as NodeJS.ProcessEnv;
  const main = here(`./runtime-process${extname(import.meta.url)}`);
  spawn("/bin/sh", [here("./runtime.sh"), folder, process.execPath, main], { cwd: "/", detached: true, stdio: "ignore", env }).unref();
}
