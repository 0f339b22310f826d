import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { readSecret } from "./secret-input.ts";

export const run: Run = async ({ args, flags }, io) => {
  const [name = "", value] = args;
  if (value !== undefined) throw failure("SEA-1401", { name });
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) throw failure("SEA-1003", { flag: "NAME", value: name, expected: "letters, digits and _" });
  const { environment, ports } = await openEnvironment(flags);
  const text = await readSecret(name, environment, flags, io);
  const known = (await ports.secrets.list(environment)).find((secret) => secret.name === name);
  const { version } = await ports.secrets.set(environment, name, text, { user: ports.user, generated: false });
  io.err(
    version === known?.version
      ? `${name} in ${environment} has that value already (v${version}).`
      : `${name} in ${environment} is v${version} now.`,
  );
  if (known && version !== known.version) io.err(`Services get it with the next  seaway up`);
  return 0;
};
