import type { MachineFacts } from "../../../engine/ports/machines.ts";

/**
 * What a machine is asked, as a program for `sh -s`: one round trip, nothing on the machine but a POSIX shell. It is one function that its
 * last line calls, so that it is read whole before anything runs, and nothing in it may read what is left of it.
 * @source rules-provisioning 11
 */
export const LOOK = `look() {
  LC_ALL=C
  export LC_ALL
  PATH=$PATH:/usr/sbin:/sbin
  echo "user=$(id -un)"
  system=$(uname -sr)
  [ ! -r /etc/os-release ] || system=$(. /etc/os-release && echo "$PRETTY_NAME")
  echo "system=$system"
  echo "cpus=$(getconf _NPROCESSORS_ONLN)"
  while read -r name size _; do [ "$name" != MemTotal: ] || echo "memory=$size"; done </proc/meminfo
  echo "free=$(df -Pk / | { read -r _; read -r _ _ _ free _; echo "$free"; })"
  if [ "$(id -u)" = 0 ] || sudo -n true; then echo root=yes; else echo root=no; fi
  echo "docker=$(docker version --format '{{.Server.Version}}' || sudo -n docker version --format '{{.Server.Version}}')"
  echo "compose=$(docker compose version --short)"
  echo "now=$(date +%s)"
}
look </dev/null 2>/dev/null
`;

/** @param at when the question was sent and the answer came, milliseconds. The machine's own clock counts whole seconds. */
export function parseFacts(answer: string, at: { readonly sentMs: number; readonly cameMs: number }): MachineFacts {
  const said = new Map(answer.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  const number = (name: string): number => Number(said.get(name) ?? 0);
  const [docker, compose] = [said.get("docker"), said.get("compose")];
  const aheadMs = number("now") * 1_000 - (at.sentMs + at.cameMs) / 2;
  return {
    user: said.get("user") ?? "",
    system: said.get("system") ?? "",
    cpus: number("cpus"),
    memoryMiB: Math.round(number("memory") / 1024),
    freeMiB: Math.round(number("free") / 1024),
    becomesRoot: said.get("root") === "yes",
    // Less than a second is what the machine can't say.
    aheadMs: Math.abs(aheadMs) < 1_500 ? 0 : Math.round(aheadMs),
    ...(docker ? { docker } : {}),
    ...(compose ? { compose } : {}),
    tookMs: at.cameMs - at.sentMs,
  };
}
