import { serviceDifferences } from "../../../engine/plan/rules/service-differences.ts";
import type { Compared, Difference } from "../../../engine/operations/diff.ts";
import type { Commit } from "../../../model/release.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/** Commits, then for each service its artifact and every property, setting and secret version that differs. */
export function renderDiff({ a, b }: Difference, style: Style): string {
  const services = [...new Set([...Object.keys(a.digests), ...Object.keys(b.digests)])].toSorted();
  const rows = [["commit", commits(a.commit, b.commit)], ...services.flatMap((service) => rowsOf(service, a, b)), ...migrationRows(a, b)];
  return style.text(`${a.label} → ${b.label}\n${table(rows, style, { indent: 2 })}`);
}

function commits(a: Commit | undefined, b: Commit | undefined): string {
  if (a?.id === b?.id && a?.dirty === b?.dirty) return a === undefined ? "none" : commitText(a);
  return `${a ? commitText(a) : "none"} → ${b ? commitText(b) : "none"}`;
}

const commitText = ({ id, subject, dirty }: Commit): string => `${id.slice(0, 7)} ${subject}${dirty ? " (with changes)" : ""}`;

function rowsOf(service: string, a: Compared, b: Compared): readonly (readonly string[])[] {
  const [before, now] = [a.digests[service], b.digests[service]];
  const first =
    before === undefined
      ? "is new"
      : now === undefined
        ? "is gone"
        : before === now
          ? `same artifact   ${short(now)}`
          : `${short(before)} → ${short(now)}`;
  const [recorded, desired] = [a.services[service], b.services[service]];
  const differences =
    recorded && desired ? serviceDifferences(desired, { definition: recorded, key: "", secrets: {} }).map(({ text }) => text) : [];
  const versions = secretRows(a.secrets?.[service] ?? {}, b.secrets?.[service] ?? {});
  return [[service, first], ...[...differences, ...versions].map((text) => ["", text])];
}

function migrationRows(a: Compared, b: Compared): readonly (readonly string[])[] {
  return [...new Set([...Object.keys(a.migrations), ...Object.keys(b.migrations)])].toSorted().flatMap((database) => {
    const [before, now] = [a.migrations[database] ?? [], b.migrations[database] ?? []];
    return [
      ...before.filter((name) => !now.includes(name)).map((name) => [database, `without ${name}, which stays applied`]),
      ...now.filter((name) => !before.includes(name)).map((name) => [database, `with ${name}`]),
    ];
  });
}

const short = (digest: string): string => digest.replace("sha256:", "").slice(0, 12);

/** Versions of one environment count from one another's 1: between two of them only the same environment's can be told apart. */
function secretRows(before: NonNullable<Compared["secrets"]>[string], now: NonNullable<Compared["secrets"]>[string]): string[] {
  return Object.entries(now).flatMap(([name, { version, mac }]) => {
    const other = before[name];
    return other === undefined || other.mac === mac ? [] : [`secret ${name} v${other.version} → v${version}`];
  });
}
