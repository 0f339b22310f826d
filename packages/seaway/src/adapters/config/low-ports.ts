import { readFileSync } from "node:fs";
import type { Finding } from "../../model/config-check/finding.ts";
import type { Written } from "../../model/config-check/sites.ts";
import type { ProjectDefinition } from "../../model/definition.ts";

/** Ports at which this user may not listen; the local environment would fail with them only when it starts. */
export function lowPorts(
  { services }: ProjectDefinition,
  written: Readonly<Record<string, Written>>,
  first: number = firstOwnPort(),
): readonly Finding[] {
  return services.flatMap(({ name, port }): Finding[] => {
    if (port === undefined || port >= first) return [];
    const place = { site: written[`services.${name}`]?.site ?? "", argument: 1, path: ["port"], of: "value" } as const;
    return [{ code: "SEA-2119", facts: { node: `service ${name}`, port: String(port), first: String(first) }, place, label: "needs root" }];
  });
}

/** @source https://docs.kernel.org/networking/ip-sysctl.html ip_unprivileged_port_start */
function firstOwnPort(): number {
  if (process.getuid?.() === 0) return 1;
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
  } catch {
    return 1024; // no Linux: the old rule
  }
}
