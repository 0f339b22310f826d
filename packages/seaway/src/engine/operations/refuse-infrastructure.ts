import { failure } from "../../model/errors/failure.ts";
import { releaseLabel } from "../../model/numbers.ts";
import type { Plan } from "../../model/plan.ts";

/** An existing release is brought into what is there: databases and volumes are changed by `up` alone. @throws SEA-5344 */
export function refuseInfrastructure({ changes, source, environment }: Plan): void {
  const changed = changes.find(({ kind, action }) => kind !== "service" && kind !== "migration" && action !== "same");
  if (changed === undefined || source === undefined) return;
  throw failure("SEA-5344", {
    release: releaseLabel(source.release),
    environment,
    node: changed.node,
    reason: changed.reasons[0]?.text ?? `it would ${changed.action}`,
  });
}
