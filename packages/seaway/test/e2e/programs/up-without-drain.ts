import { openEnginePorts } from "../../../src/compose.ts";
import { requestRun } from "../../../src/engine/operations/request-run.ts";
import { run } from "../../../src/engine/operations/run.ts";
import type { Flags } from "../../../src/surfaces/cli/invocation.ts";
import type { InstanceIdentity, Runtime } from "../../../src/engine/ports/runtime.ts";
import { makePlan } from "../../../src/surfaces/cli/make-plan.ts";
import { openEnvironment } from "../../../src/surfaces/cli/open-environment.ts";

/*
 * `seaway up -y` of the folder in which it is started, by an engine whose rollout has no drain: what served is stopped in the moment of the
 * switch, whatever is in flight. Everything else is the real engine. Its exit code is that of the run.
 */
const flags: Flags = { has: () => false, text: () => undefined, texts: () => [], count: () => 0 };
const open = await openEnvironment(flags);
const { plan } = await makePlan(open, "up", [], { now: Date.now });
const request = { because: "seaway up", allowDestroy: [], folder: open.project.folder, lockTimeoutMs: 0 };
const number = await requestRun(plan, request, open.ports);

const ports = await openEnginePorts(open.ports.project, number);
process.exitCode = await run(number, new AbortController().signal, { ...ports, runtime: withoutDrain(ports.runtime) });
await Promise.all([ports.store.close(), open.ports.store.close()]);

function withoutDrain(runtime: Runtime): Runtime {
  return {
    ...runtime,
    drain: () => Promise.resolve({ cut: 0, tookMs: 0 }),
    switchTo: async (rollout) => {
      const outgoing = await servingInstances(runtime, rollout);
      await runtime.switchTo(rollout);
      const changed = new Set(rollout.services.filter((service) => service.changed).map(({ service }) => service));
      for (const { service, pid } of outgoing) if (changed.has(service)) process.kill(pid, "SIGKILL");
    },
  };
}

async function servingInstances(
  runtime: Runtime,
  place: Parameters<Runtime["observe"]>[0],
): Promise<readonly (InstanceIdentity & { readonly service: string })[]> {
  const { services } = await runtime.observe(place);
  return services.flatMap(({ service, instances }) =>
    instances.filter(({ serving }) => serving).map((instance) => ({ ...instance, service })),
  );
}
