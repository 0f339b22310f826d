import { inProject, type Case, type Explanation } from "./case.ts";

/** `127.0.0.1:5050` of the sentence of SEA-5311. */
const BOUND = / listens on (.+), not on the port /;

/** The port at which the program listens instead of the one that it was given, where its source names it. */
export function portInSource(failed: Case): Explanation | undefined {
  const { problem, next, sources } = failed;
  if (problem.code !== "SEA-5311") return undefined;
  const bound = BOUND.exec(problem.sentence)?.[1] ?? "";
  const ports = bound.split(", ").map((address) => address.slice(address.lastIndexOf(":") + 1));
  const found = sources.ports.find(({ name }) => ports.includes(name));
  if (found === undefined) return undefined;
  const at = inProject(failed, found.at);
  const declared = next.definition.port === undefined ? "" : `; callers use ${next.definition.port}, as seaway.config.ts declares`;
  return {
    why: `${at} names the port ${found.name}; the given one is in PORT${declared}`,
    remedy: `take the port from the environment variable PORT in ${at}, then run \`seaway up\``,
  };
}
