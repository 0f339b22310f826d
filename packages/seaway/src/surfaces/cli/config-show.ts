import { configValues } from "../../model/config-values.ts";
import { failure } from "../../model/errors/failure.ts";
import type { Json } from "../../std/json.ts";
import { nearestName } from "../../std/nearest-name.ts";
import type { Run } from "./invocation.ts";
import { placeOf } from "./place.ts";
import { renderConfig, valueText } from "./render/config-values.ts";

/** The values that the config comes to in one environment, each with where it comes from on request. Opens no store. */
export const run: Run = async ({ args, flags }, io) => {
  const { findConfig } = await import("../../adapters/config/find-config.ts");
  const { evaluateConfig } = await import("../../adapters/config/evaluate-config.ts");
  const { dir, config } = placeOf(flags);
  const file = findConfig(dir, config);
  const definition = await evaluateConfig(file);
  const environment = flags.text("env") ?? definition.defaultEnvironment;
  const values = below(configValues(definition, environment), args[0]);
  const origins = flags.has("origin")
    ? await (await import("../../adapters/config/config-origins.ts")).configOrigins(file, definition, environment)
    : {};
  if (io.screen.mode === "json") {
    const shown = values.map(([key, value]) => ({ key, value, ...(origins[key] === undefined ? {} : { origin: origins[key] }) }));
    io.out(JSON.stringify({ v: 1, file, environment, values: shown }));
  } else {
    const rows = values.map(([key, value]) => [key, valueText(value), ...(origins[key] === undefined ? [] : [origins[key]])]);
    io.out(renderConfig(rows, io.outStyle));
  }
  return 0;
};

function below(values: Readonly<Record<string, Json>>, key: string | undefined): readonly (readonly [key: string, value: Json])[] {
  const all = Object.entries(values);
  const found = all.filter(([name]) => key === undefined || name === key || name.startsWith(`${key}.`));
  if (key === undefined || found.length > 0) return found;
  throw failure("SEA-1202", { kind: "value", name: key, known: [], nearest: nearestName(key, Object.keys(values)) });
}
