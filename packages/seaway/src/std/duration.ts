const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Milliseconds of a text such as `"500ms"`, `"30s"`, `"15m"`, `"2h"`, `"1d"`.
 * @returns undefined when the text is no duration; the caller knows which option it stands in.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
}

/** `0.4 s`, `12 s`, `1m 02s`, `2h 05m`: how long something took, as people say it. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  return `${Math.floor(seconds / 3_600)}h ${twoDigits(Math.floor((seconds % 3_600) / 60))}m`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");
