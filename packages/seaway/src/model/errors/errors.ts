import { buildErrors } from "./build.ts";
import { commandLineErrors } from "./command-line.ts";
import { configErrors } from "./config.ts";
import { engineErrors } from "./engine.ts";
import { internalErrors } from "./internal.ts";
import { machineErrors } from "./machines.ts";
import { provisionErrors } from "./provision.ts";
import { rolloutErrors } from "./rollout.ts";
import { runErrors } from "./run.ts";
import { secretErrors } from "./secrets.ts";
import { testErrors } from "./test.ts";

/** The whole catalogue; one file an area. */
export const errors = {
  ...commandLineErrors,
  ...configErrors,
  ...provisionErrors,
  ...machineErrors,
  ...buildErrors,
  ...testErrors,
  ...rolloutErrors,
  ...secretErrors,
  ...engineErrors,
  ...runErrors,
  ...internalErrors,
};
