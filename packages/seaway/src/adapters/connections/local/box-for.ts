import { boxMounts } from "./box-mounts.ts";
import { grant } from "./grant.ts";
import { identityFor } from "./identities.ts";
import { isRoot, type Isolation } from "./isolation.ts";
import type { Box } from "./job-command.ts";
import type { Job } from "./job.ts";

/** How a job is boxed in here: as whom, with what mounted, in what kind of tree. Its identity is made when it is the first. */
export async function boxFor(job: Pick<Job, "sandbox" | "unprivilegedUser">, kept: Isolation, program: string): Promise<Box> {
  const { sandbox } = job;
  const unprivilegedUser = job.unprivilegedUser === true && isRoot() && kept === "namespaces";
  const identity = sandbox && (await identityFor(sandbox.identity));
  if (identity !== undefined) for (const path of sandbox!.write) grant(path, identity);
  return {
    // In a user namespace of its own a server is reached by signals directly, as its own tools expect.
    kind: kept === "namespaces" && !unprivilegedUser ? "tree" : "group",
    root: isRoot(),
    confined: sandbox !== undefined,
    unprivilegedUser,
    mounts: sandbox && kept === "namespaces" ? boxMounts(sandbox, identity, program) : [],
    ...(identity === undefined ? {} : { identity }),
    ...(sandbox?.network === undefined || kept !== "namespaces" ? {} : { network: sandbox.network }),
  };
}
