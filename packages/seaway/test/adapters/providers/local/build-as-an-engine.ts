import { localConnection } from "../../../../src/adapters/connections/local/local-connection.ts";
import { identityFor } from "../../../../src/adapters/connections/local/identities.ts";
import { cacheHome } from "../../../../src/adapters/folders.ts";
import { bundle } from "../../../../src/adapters/providers/local/bundle.ts";
import type { LocalWorld } from "../../../../src/adapters/providers/local/local-world.ts";
import { actsIn } from "./local-machine.ts";

// A process that builds `backend` and is killed by the test that started it: PROJECT PROJECT_FOLDER STATE_FOLDER RUN_FOLDER.
const [project = "", projectFolder = "", stateFolder = "", folder = ""] = process.argv.slice(2);
const unused = {} as never;
const world: LocalWorld = {
  connection: localConnection(),
  residents: unused,
  secrets: unused,
  clock: { now: () => Date.now(), sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)) },
  projectFolder,
  stateFolder,
  cacheFolder: cacheHome(),
  socketFolder: "",
  place: (environment) => ({ project, environment, fence: 1 }),
  identityFor,
  user: "test",
};
const kind = bundle(world);
const identity = { project, environment: "local", node: "build.backend" };
const props = { service: "backend", path: "backend" };
await kind.run(identity, props, { inputs: await kind.inputs(identity, props), upstream: {} }, actsIn(folder));
