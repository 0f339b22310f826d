import { cachedReplay } from "./cached-replay.ts";
import { configToPlan } from "./config-to-plan.ts";
import { firstUp } from "./first-up.ts";
import { idleMemory } from "./idle-memory.ts";
import { show } from "./measuring/show.ts";
import { noChangeUp } from "./no-change-up.ts";
import { planOfManyNodes } from "./plan-of-many-nodes.ts";
import { readLargeReport } from "./read-junit.ts";
import { rollback } from "./rollback.ts";
import { saveToServing, saveToTestedAndServing } from "./save-to-serving.ts";
import { stepOverhead } from "./step-overhead.ts";
import { versionStart } from "./version-start.ts";

/** All measurements, in the order of the questions that a user would ask. `bench/run` starts it. */
await show([
  noChangeUp,
  configToPlan,
  saveToServing,
  saveToTestedAndServing,
  rollback,
  firstUp,
  stepOverhead,
  cachedReplay,
  planOfManyNodes,
  versionStart,
  idleMemory,
  readLargeReport,
]);
