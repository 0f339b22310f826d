import { inProject, type Case, type Explanation } from "./case.ts";

/** `127.0.0.1:5050` of the sentence of SEA-5311, and `5050` of that of SEA-5312. */
const BOUND = / listens on (.+), not on the port /;
const NEEDED = / needs port (\d+), which /;

/** The port that the program insists on instead of the one that it was given, where its source names it. */
export function portInSource(failed: Case): Explanation | undefined {
  const { problem, next, sources } = failed;
  const wanted =
    problem.code === "SEA-5311" ? BOUND.exec(problem.sentence) : problem.code === "SEA-5312" ? NEEDED.exec(problem.sentence) : undefined;
  const ports = (wanted?.[1] ?? "").split(", ").map((address) => address.slice(address.lastIndexOf(":") + 1));
  const found = sources.ports.find(({ name }) => ports.includes(name));
  if (found === undefined) return undefined;
  const at = inProject(failed, found.at);
  const { port } = next.definition;
  const declared = port === undefined ? "" : `; callers use ${port}, as seaway.config.ts declares`;
  return {
    why: `${at} names the port ${found.name}; the given one is in PORT${declared}`,
    remedy: `take the port from the environment variable PORT in ${at}, then run \`seaway up\``,
  };
}
