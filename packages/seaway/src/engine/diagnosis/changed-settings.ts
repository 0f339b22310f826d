import type { SettingDefinition } from "../../model/definition.ts";
import type { DeployedService } from "../../model/release.ts";
import { stableJson } from "../../std/stable-json.ts";
import type { Case, Explanation } from "./case.ts";

/** The program is the one that served well, and it was given other settings or other versions of its secrets. */
export function changedSettings({ next, good }: Case): Explanation | undefined {
  if (good === undefined || good.digest !== next.digest || stableJson(besideSettings(good)) !== stableJson(besideSettings(next)))
    return undefined;
  const names = [...new Set([...Object.keys(good.definition.env), ...Object.keys(next.definition.env)])].toSorted();
  const changes = names.flatMap((name) => {
    const [before, after] = [settingOf(good, name), settingOf(next, name)];
    return before === after ? [] : [`${name} was ${before} and is ${after}`];
  });
  if (changes.length === 0) return undefined;
  return {
    why: `the program is the one that served before; only its settings changed: ${changes.join(", ")}`,
    remedy: `correct ${changes.length === 1 ? "that setting" : "those settings"}, then run \`seaway up\``,
  };
}

/** How it is tested is no part of what runs. */
const besideSettings = ({ definition: { env: _env, test: _test, ...rest } }: DeployedService) => rest;

function settingOf({ definition, secrets }: DeployedService, name: string): string {
  const setting: SettingDefinition | undefined = definition.env[name];
  if (setting === undefined) return "not set";
  if (typeof setting === "string") return `"${setting}"`;
  return "ref" in setting ? setting.ref : `the secret ${setting.secret} v${secrets[setting.secret]?.version ?? "?"}`;
}
