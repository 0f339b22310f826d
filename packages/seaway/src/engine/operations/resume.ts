import { failure } from "../../model/errors/failure.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import type { RunNumber } from "../../model/numbers.ts";
import { stableJson } from "../../std/stable-json.ts";
import { mustHave } from "../../std/must-have.ts";
import { preview } from "./plan.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Finds the run that `up --resume` goes on with: the given one, else the newest of the environment that did not finish well.
 * Its plan must still be what config and sources say.
 * @throws SEA-8404, SEA-8405, SEA-8410, SEA-8411
 */
export async function findResumable(
  {
    environment,
    run,
    definition,
  }: { readonly environment: string; readonly run: RunNumber | undefined; readonly definition: ProjectDefinition },
  ports: Ports,
): Promise<RunNumber> {
  const { store } = ports;
  const [newest] = await store.runs({ environment, limit: 1 });
  const record = run === undefined ? newest : await store.run(run);
  if (record === undefined) throw run === undefined ? failure("SEA-8410", {}) : failure("SEA-8404", { run });
  const { number, allowDestroy } = record;
  const view = foldAll(await store.events(number));
  if (view.state === "succeeded") throw run === undefined ? failure("SEA-8410", {}) : failure("SEA-8405", { run: number });

  const plan = mustHave(await store.plan(record.plan), `plan of run ${number}`);
  // An existing release is described by itself, whatever the config says by now.
  const isSame = plan.source !== undefined || stableJson(plan.definition) === stableJson(definition);
  const moved = isSame ? [] : ["the config changed"];
  const fresh = await preview({ ...plan, allowDestroy }, ports);
  const keys = new Map(fresh.changes.map(({ node, key }) => [node, key]));
  for (const { node, key } of plan.changes) if (key !== undefined && keys.get(node) !== key) moved.push(`the sources of ${node} changed`);
  if (moved.length > 0) throw failure("SEA-8411", { run: number, moved });
  return number;
}
