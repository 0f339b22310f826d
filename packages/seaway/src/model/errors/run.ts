import { releaseLabel, runLabel } from "../numbers.ts";
import type { Pin } from "../pin.ts";
import type { Holder } from "../events/run-event.ts";
import { catalogue } from "./catalogue.ts";

/** Plans and runs: what stands between an approved plan and its end. */
export const runErrors = catalogue({
  "SEA-8420": {
    sentence: ({ pin }: { pin: Pin }) =>
      `${pin.environment} is pinned to ${releaseLabel(pin.release)} by ${pin.user} since ${new Date(pin.atMs).toISOString().slice(0, 16).replace("T", " ")} UTC` +
      (pin.reason === undefined ? "" : `: ${pin.reason}`),
    remedy: ({ pin }: { pin: Pin }) => `lift the pin when it no longer holds:  seaway unpin -e ${pin.environment}`,
    exit: 4,
    explain:
      "A rollback pins its environment in the same act, or the next deployment would bring back what was just taken away. While it is pinned, `up` and " +
      "`deploy` stop before they build or change anything; `rollback`, `destroy` and everything that only looks go on working.",
  },
  "SEA-8401": {
    sentence: ({ nodes }: { nodes: readonly string[] }) => `these need each other, so none can be first: ${nodes.join(" → ")}`,
    remedy: "take one of these references out of the config",
    explain:
      "Each node of the graph waits for what its settings refer to. Here the references form a ring.\n\n" +
      "Services may name each other's addresses freely: an address is known before its service runs. What can close a ring is a database, " +
      "a volume or a task that refers back to something that needs it.",
    exit: 2,
  },
  "SEA-8402": {
    sentence: ({ plan, moved }: { plan: string; moved: readonly string[] }) => `plan ${plan} is stale: ${moved.join("; ")}`,
    remedy: "run `seaway plan` again and look at the difference, then `seaway up`",
    explain:
      "A plan is carried out exactly as it was approved, or not at all. Before its first act a run reads the world again, makes the same " +
      "plan anew and compares the two. Here they differ: the config, a source file, the cache, or the environment moved in between.\n\n" +
      "Nothing was changed.",
    exit: 6,
  },
  "SEA-8403": {
    sentence: ({ environment, holder }: { environment: string; holder: Holder }) =>
      `${environment} is busy with ${runLabel(holder.run)} of ${holder.user}, because of ${holder.because}`,
    remedy: ({ holder }: { holder: Holder }) => `wait for it (seaway attach ${holder.run}), or end it (seaway cancel ${holder.run})`,
    explain:
      "One run at a time changes an environment. A second one waits for it, at most `--lock-timeout` (15 minutes), and shows who holds it; " +
      "`--no-wait` gives up at once.\n\nA holder that died needs nobody: its lock is taken over.",
    exit: 4,
  },
  "SEA-8404": {
    sentence: ({ run }: { run: number }) => `there is no run ${runLabel(run)}`,
    remedy: "look at `seaway history`",
    explain: "Runs are numbered by the project's store. This number was never given out, or it belongs to another project.",
    exit: 2,
  },
  "SEA-8405": {
    sentence: ({ run }: { run: number }) => `${runLabel(run)} has nothing left to do`,
    remedy: "run `seaway up` for what has changed since",
    explain: "`up --resume` goes on with a run that was interrupted or failed. This one finished all its steps.",
    exit: 2,
  },
  "SEA-8406": {
    sentence: ({ nodes }: { nodes: readonly string[] }) => `${nodes.join(", ")} would lose data, and nobody named it`,
    remedy: ({ nodes }: { nodes: readonly string[] }) =>
      `put the config back as it was; or, if the data may go: ${nodes.map((node) => `--allow-destroy ${node}`).join(" ")}`,
    explain:
      "What holds data is deleted or recreated only when it is named, on the command line or at the prompt. `--yes` is not enough, and no " +
      "variable or setting is. The plan shows what forces the change, and the way that keeps the data.",
    exit: 5,
  },
  "SEA-8407": {
    sentence: ({ run }: { run: number }) => `the engine of ${runLabel(run)} is gone`,
    remedy: ({ run }: { run: number }) => `seaway up --resume ${run}   (nothing that was finished is repeated)`,
    explain:
      "A run is carried out by a process of its own. It ended before its run did: it was killed, or the machine went down. Everything " +
      "that it finished is recorded, and commands that it had started may still be running: whoever resumes attaches to them again.",
    exit: 1,
  },
  "SEA-8408": {
    sentence: ({ step, limit }: { step: string; limit: string }) => `${step} took longer than ${limit}`,
    remedy: "look at its log: what does it wait for?",
    explain: "Each kind of step has a time limit. At the limit its commands are ended with their whole process tree.",
  },
  "SEA-8409": {
    sentence: ({ plan }: { plan: string }) => `there is no plan ${plan}`,
    remedy: "run `seaway plan` and use the id that it prints",
    explain: "Plans are kept in the project's store under the first digits of their fingerprint. This one was not made in this project.",
    exit: 2,
  },
  "SEA-8410": {
    sentence: () => "there is no run to resume",
    remedy: "run `seaway up`",
    explain: "`up --resume` goes on with the newest run of the environment that did not finish. There is none: each run came to its end.",
    exit: 2,
  },
  "SEA-8411": {
    sentence: ({ run, moved }: { run: number; moved: readonly string[] }) => `${runLabel(run)} can't go on: ${moved.join("; ")}`,
    remedy: "run `seaway up`: everything unchanged comes from the cache",
    explain:
      "A run is one execution of one plan, so `up --resume` goes on only with that plan. The config or the sources moved since it was " +
      "made. Nothing was changed.",
    exit: 6,
  },
  "SEA-8412": {
    sentence: ({ node }: { node: string; nodes: readonly string[] }) => `no run knows ${node}`,
    remedy: ({ nodes }: { node: string; nodes: readonly string[] }) =>
      nodes.length > 0 ? `name one of ${nodes.join(", ")}` : "run `seaway up` first",
    explain:
      "`seaway why` answers from the plans and events of the last runs. Nodes are named as in a plan: `database.users`, `build.backend`, " +
      "`service.backend`.",
    exit: 2,
  },
  "SEA-7110": {
    sentence: ({ name, service, environment }: { name: string; service: string; environment: string }) =>
      `secret ${name}, which ${service} reads, is not set in ${environment}`,
    remedy: ({ name, environment }: { name: string; environment: string }) => `seaway secret set ${name} -e ${environment}`,
    explain:
      "A setting asks for a secret by its name, and this environment has no value for it. Values come from standard input, a file or a " +
      "hidden prompt, never from a flag, and each environment has its own.",
    exit: 3,
  },
  "SEA-5320": {
    sentence: ({ release, serving }: { release: string; serving?: string }) =>
      `${release} was not seen serving, and ${serving ?? "what served before"} could not be brought back`,
    remedy: "look at each service below, then run `seaway up`: it repairs what is not as it should be",
    explain:
      "The rollout failed, and so did its restore, which runs once. The environment is degraded: the report says which service is in which " +
      "state. Nothing is tried again by itself, because a second attempt could destroy the evidence.",
    exit: 26,
  },
});
