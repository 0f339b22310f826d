import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { choose } from "./terminal/ask.ts";

export const run: Run = async ({ args, flags }, io) => {
  const name = args[0] ?? "";
  const { environment, ports } = await openEnvironment(flags);
  const known = await ports.secrets.list(environment);
  if (!known.some((secret) => secret.name === name)) throw failure("SEA-1403", { name, environment });
  if (!flags.has("yes")) {
    const asking = { question: `removing ${name}`, flag: "--yes", noInput: flags.has("no-input") };
    const answer = await choose(`Remove ${name} from ${environment}, all its versions?`, ["yes", "no"] as const, asking, io);
    if (answer === "no") throw failure("SEA-1102", { question: `Remove ${name} from ${environment}` });
  }
  await ports.secrets.remove(environment, name);
  io.err(`${name} is gone from ${environment}. What runs keeps the value that it was given until its next start.`);
  return 0;
};
