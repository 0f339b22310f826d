import { buildNode } from "../../../../engine/plan/settings.ts";
import type { Artifact } from "../../../../model/artifact.ts";
import { failure, type SeawayError } from "../../../../model/errors/failure.ts";
import { inProject, tellingTraceback } from "../../../runtimes/local/diagnosis/python-traceback.ts";
import type { Stand } from "./run-stand.ts";
import type { StandTrouble } from "./stand/instructions.ts";

const SHOWN = 20;

/**
 * What did not come up in a stand, told as a rollout tells it: the traceback that leads through the service's own code, with files named
 * as in the project. @param sql what stands before the names of SQL files in psql's words
 */
export function standFailure({ part, what, tail }: StandTrouble, { service, services, upstream }: Stand, sql: string): SeawayError {
  const facts = { service: service.name, part, what: what.replaceAll(sql, "") };
  const own = services.find(({ name }) => name === part || `migration by ${name}` === part);
  const artifact = own && (upstream[buildNode(own.name)] as unknown as Artifact | undefined);
  if (own === undefined || artifact === undefined) return failure("SEA-4206", facts, { log: tail.slice(-SHOWN) });
  const sources = { folder: artifact.folder, path: own.path };
  const traceback = tellingTraceback(tail, sources);
  if (traceback === undefined) return failure("SEA-4206", facts, { log: tail.slice(-SHOWN).map((line) => inProject(sources, line)) });
  const { exception, place, lines } = traceback;
  return failure("SEA-4206", facts, {
    log: lines,
    why: place === undefined ? exception : `${exception} (${place})`,
    ...(place === undefined ? {} : { remedy: `correct ${place}, then run it again` }),
  });
}
