import { killNow, processesNaming, type ListedProcess } from "./process-table.ts";
import { until } from "./until.ts";
import type { UsersProject } from "./users-project.ts";

export interface LocalRuntime {
  /** The sh that starts it again. */
  readonly parent: ListedProcess;
  readonly process: ListedProcess;
}

/** The local runtime of a project's state folder, as /proc shows it; undefined while one of its two processes is not there. */
export function runtimeOf({ root }: Pick<UsersProject, "root">): LocalRuntime | undefined {
  const parent = processesNaming(root).find(({ argv }) => argv[1]?.endsWith("/runtime.sh"));
  const process = processesNaming("/runtime-process.").find((other) => other.parent === parent?.pid);
  return parent === undefined || process === undefined ? undefined : { parent, process };
}

/** Kills it so that nobody starts it again: its parent first, which would. */
export async function killRuntime(project: Pick<UsersProject, "root">): Promise<void> {
  const { parent, process } = await until("the runtime is there", () => runtimeOf(project));
  killNow(parent, "the runtime's parent");
  killNow(process, "the runtime");
  await until("both are gone", () => processesNaming(project.root).every(({ pid }) => pid !== parent.pid && pid !== process.pid));
}

/**
 * Each instance by its name (`backend-1-1`), with the process that holds all others of it: it is the same one exactly as long as nothing
 * of the instance was started again.
 * @param within text that their command line must hold too, where several environments share the folder
 */
export function instancesByName({ root }: Pick<UsersProject, "root">, within = ""): Readonly<Record<string, ListedProcess>> {
  const holding = processesNaming(root).filter(({ argv }) => argv[0] === "unshare" && argv.join(" ").includes(within));
  return Object.fromEntries(
    holding.flatMap((process) => {
      const name = /\/instances\/([^/ ]+)/.exec(process.argv.join(" "))?.[1];
      return name === undefined ? [] : [[name, process] as const];
    }),
  );
}
