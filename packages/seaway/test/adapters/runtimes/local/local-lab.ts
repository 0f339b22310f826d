import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { controlSocket } from "../../../../src/adapters/control/control-socket.ts";
import { callControl } from "../../../../src/adapters/control/call-control.ts";
import { isAlive } from "../../../../src/adapters/connections/local/process-identity.ts";
import { keyFile, socketFolder } from "../../../../src/adapters/folders.ts";
import { localRuntime } from "../../../../src/adapters/runtimes/local/local-runtime.ts";
import { createKey } from "../../../../src/adapters/secrets/key.ts";
import { sealText } from "../../../../src/adapters/secrets/seal.ts";
import type { Artifact } from "../../../../src/model/artifact.ts";
import type { RuntimeLab } from "../../../../src/testing/runtime-suite.ts";

export interface LocalLab extends RuntimeLab {
  readonly projectId: string;
  readonly folder: string;
  close(): Promise<void>;
}

let labs = 0;

/** A local runtime with a state folder of its own, below a temporary one. Closing it leaves no process and no file. */
export async function localLab(): Promise<LocalLab> {
  const folder = mkdtempSync(join(tmpdir(), "seaway-runtime-"));
  const before = { XDG_STATE_HOME: process.env["XDG_STATE_HOME"], XDG_CONFIG_HOME: process.env["XDG_CONFIG_HOME"] };
  Object.assign(process.env, { XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "config") });
  const projectId = `lab${process.pid}x${(labs += 1)}`;
  await createKey(keyFile(projectId));
  const environment = join(folder, "environment");
  mkdirSync(join(environment, "bin"), { recursive: true });
  symlinkSync("/usr/bin/python3", join(environment, "bin", "python3"));
  const runtime = localRuntime({ projectId, seal: (text) => sealText(keyFile(projectId), text) });
  const place = { project: "lab", environment: "local", fence: 7 };
  let artifacts = 0;
  return {
    runtime,
    place,
    projectId,
    folder,
    port: await anyFreePort(),
    artifact: async (files): Promise<Artifact> => {
      const bundle = join(folder, "bundles", String((artifacts += 1)));
      mkdirSync(bundle, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(bundle, name), text);
      return { kind: "bundle", digest: `sha256:${artifacts}`, folder: bundle, environment, interpreter: "/usr" };
    },
    killInstance: ({ pid }) => process.kill(pid, "SIGKILL"),
    isGone: (instance) => !isAlive(instance),
    killRuntime: async () => {
      const { pid } = (await callControl(controlSocket("runtime"), "ping", null)) as { pid: number };
      process.kill(pid, "SIGKILL");
    },
    close: async () => {
      await runtime.remove({ ...place, fence: 1_000 });
      await shutDown();
      rmSync(folder, { recursive: true, force: true });
      rmSync(socketFolder(), { recursive: true, force: true });
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

/** The runtime ends by itself when nothing is left; asking makes it sooner, and its parent ends with it. */
async function shutDown(): Promise<void> {
  const ping = (await callControl(controlSocket("runtime"), "ping", null).catch(() => undefined)) as { parentPid: number } | undefined;
  await callControl(controlSocket("runtime"), "shutdown", null).catch(() => undefined);
  if (ping === undefined) return;
  for (const deadline = Date.now() + 5_000; Date.now() < deadline && exists(ping.parentPid);) await sleep(10);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
