import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderSecrets } from "./render/secrets.ts";

export const run: Run = async ({ flags }, io) => {
  const { environment, ports } = await openEnvironment(flags);
  const secrets = await ports.secrets.list(environment);
  if (io.screen.mode === "json") {
    const shown = secrets.map(({ name, version, generated, setAtMs, setBy }) => ({ name, version, generated, setAtMs, setBy }));
    io.out(JSON.stringify({ v: 1, environment, secrets: shown }));
  } else io.out(renderSecrets(secrets, environment, io.now(), io.outStyle));
  return 0;
};
