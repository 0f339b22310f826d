import type { SecretVersion } from "../../../engine/ports/secret-source.ts";
import { ago } from "./history.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/** Names and versions, never a value, and nothing from which one could be guessed. */
export function renderSecrets(secrets: readonly SecretVersion[], environment: string, now: number, style: Style): string {
  if (secrets.length === 0) return `${environment} has no secrets.`;
  return table(
    secrets.map(({ name, version, generated, setAtMs, setBy }) => [
      name,
      `v${version}`,
      generated ? "generated" : `set by ${setBy}`,
      ago(now - setAtMs),
    ]),
    style,
  );
}
