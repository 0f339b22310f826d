import type { Finding } from "../../model/finding.ts";
import type { MachineDefinition, ProjectDefinition } from "../../model/definition.ts";
import { toProblem } from "../../model/errors/failure.ts";
import { formatDuration } from "../../std/duration.ts";
import type { MachineFacts } from "../ports/machines.ts";
import type { Ports } from "../ports/ports.ts";

/** From where on a clock makes certificates and logs lie. */
const CLOCK_LIMIT_MS = 5_000;
/** Below this an image and a database of tests may not fit. */
const FREE_LIMIT_MIB = 4_096;

/** What this machine and the project's machines have and lack; changes nothing. */
export async function doctor({ machines = [] }: Pick<ProjectDefinition, "machines">, ports: Ports): Promise<readonly Finding[]> {
  const [here, there] = await Promise.all([
    ports.examine?.() ?? [],
    Promise.all(machines.map((machine) => examineMachine(machine, ports))),
  ]);
  return [...here, ...there.flat()];
}

async function examineMachine(machine: MachineDefinition, { machines }: Ports): Promise<readonly Finding[]> {
  const name = `machine ${machine.name}`;
  try {
    const facts = await machines?.look(machine);
    if (facts === undefined) return [];
    return [{ name, mark: "passed", told: inWords(facts) }, ...lacks(name, facts)];
  } catch (cause) {
    const { sentence, remedy } = toProblem(cause);
    return [{ name, mark: "failed", told: sentence.replace(`${name} (${machine.host}) `, ""), fix: remedy }];
  }
}

function lacks(name: string, { becomesRoot, user, aheadMs, freeMiB }: MachineFacts): readonly Finding[] {
  return [
    ...(becomesRoot
      ? []
      : [
          {
            ...{
              name,
              mark: "attention" as const,
              told: `${user} does not become root without a password: nothing can be installed there`,
            },
            fix: `there, as root:  echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/${user}`,
          },
        ]),
    ...(Math.abs(aheadMs) < CLOCK_LIMIT_MS
      ? []
      : [
          {
            ...{
              name,
              mark: "attention" as const,
              told: `its clock is ${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead" : "behind"}`,
            },
            fix: "there, as root:  timedatectl set-ntp true",
          },
        ]),
    ...(freeMiB >= FREE_LIMIT_MIB ? [] : [{ name, mark: "attention" as const, told: `only ${freeMiB} MiB are free on its disk` }]),
  ];
}

/** `ops on Debian GNU/Linux 12 (bookworm), 2 cores, 4 GiB, docker 26.1.5`. */
export function inWords({ user, system, cpus, memoryMiB, docker, compose }: MachineFacts): string {
  const engine =
    docker === undefined ? "no docker" : `docker ${docker}${compose === undefined ? " without compose" : `, compose ${compose}`}`;
  return `${user} on ${system}, ${cpus} ${cpus === 1 ? "core" : "cores"}, ${Math.round(memoryMiB / 1024)} GiB, ${engine}`;
}
