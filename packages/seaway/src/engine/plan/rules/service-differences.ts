import type { ServiceDefinition, SettingDefinition } from "../../../model/definition.ts";
import type { Reason } from "../../../model/plan.ts";
import type { ServiceRecord } from "../../../model/service-record.ts";
import { stableJson } from "../../../std/stable-json.ts";

/** One clause for each property and each setting that differs: `memory 256 → 384 MiB`, `+ env MAIL_TOKEN`. */
export function serviceDifferences(desired: ServiceDefinition, { definition: recorded }: ServiceRecord): Reason[] {
  // How it is tested is no part of what runs.
  const { env: desiredEnv, path: _desiredPath, test: _desiredTest, ...desiredRest } = desired;
  const { env: recordedEnv, path: _recordedPath, test: _recordedTest, ...recordedRest } = recorded;
  return [...propertyDifferences(desiredRest, recordedRest), ...settingDifferences(desiredEnv, recordedEnv)].map((text) => ({ text }));
}

function propertyDifferences(desired: Readonly<Record<string, unknown>>, recorded: Readonly<Record<string, unknown>>): string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(desired)])];
  return names
    .filter((name) => stableJson(desired[name] ?? null) !== stableJson(recorded[name] ?? null))
    .map((name) => `${name} ${shown(recorded[name])} → ${shown(desired[name])}`);
}

function settingDifferences(desired: ServiceDefinition["env"], recorded: ServiceRecord["definition"]["env"]): string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(desired)])].toSorted();
  return names.flatMap((name) => {
    const before = recorded[name];
    const now = desired[name];
    if (stableJson(before ?? null) === stableJson(now ?? null)) return [];
    return [
      before === undefined
        ? `+ env ${name}`
        : now === undefined
          ? `- env ${name}`
          : `env ${name} ${shownSetting(before)} → ${shownSetting(now)}`,
    ];
  });
}

function shownSetting(setting: SettingDefinition): string {
  if (typeof setting === "string") return JSON.stringify(setting);
  return "ref" in setting ? setting.ref : `secret ${setting.secret}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "unset";
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "string" ? value : stableJson(value);
}
