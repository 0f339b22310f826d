import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openEnginePorts } from "../../../src/compose.ts";
import { requestRun } from "../../../src/engine/operations/request-run.ts";
import { run } from "../../../src/engine/operations/run.ts";
import type { InstanceIdentity, Runtime } from "../../../src/engine/ports/runtime.ts";
import type { Flags } from "../../../src/surfaces/cli/invocation.ts";
import { makePlan } from "../../../src/surfaces/cli/make-plan.ts";
import { openEnvironment } from "../../../src/surfaces/cli/open-environment.ts";

/*
 * `seaway up -y` of the folder in which it is started, by an engine whose runtime is altered: everything else is the real one. Its exit
 * code is that of the run.
 *
 *   without-drain      what served is stopped in the moment of the switch, whatever is in flight
 *   without-verify     nobody looks at the entry points after the switch
 *   full-disk FOLDER   the disk of that folder is full from just before the switch on
 */
const [alteration = "", folder = ""] = process.argv.slice(2);
const flags: Flags = { has: () => false, text: () => undefined, texts: () => [], count: () => 0 };
const open = await openEnvironment(flags);
const { plan } = await makePlan(open, "up", [], { now: Date.now });
const request = { because: "seaway up", allowDestroy: [], folder: open.project.folder, lockTimeoutMs: 0 };
const number = await requestRun(plan, request, open.ports);

const ports = await openEnginePorts(open.ports.project, number);
const { runtime } = ports;
const altered: Readonly<Record<string, Partial<Runtime>>> = {
  "without-drain": {
    drain: () => Promise.resolve({ cut: 0, tookMs: 0 }),
    switchTo: async (rollout) => {
      const outgoing = await servingInstances(rollout);
      await runtime.switchTo(rollout);
      const changed = new Set(rollout.services.filter((service) => service.changed).map(({ service }) => service));
      for (const { service, pid } of outgoing) if (changed.has(service)) process.kill(pid, "SIGKILL");
    },
  },
  "without-verify": { verify: () => Promise.resolve([]) },
  "full-disk": {
    switchTo: async (rollout) => {
      fill(join(folder, "fill"));
      await runtime.switchTo(rollout);
    },
  },
};
process.exitCode = await run(number, new AbortController().signal, { ...ports, runtime: { ...runtime, ...altered[alteration] } });
await Promise.all([ports.store.close(), open.ports.store.close()]);

async function servingInstances(
  place: Parameters<Runtime["observe"]>[0],
): Promise<readonly (InstanceIdentity & { readonly service: string })[]> {
  const { services } = await runtime.observe(place);
  return services.flatMap(({ service, instances }) =>
    instances.filter(({ serving }) => serving).map((instance) => ({ ...instance, service })),
  );
}

/** To the last byte. */
function fill(path: string): void {
  const file = openSync(path, "a");
  for (let size = 1 << 20; size >= 1;) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      size = Math.floor(size / 2);
    }
  }
  closeSync(file);
}
