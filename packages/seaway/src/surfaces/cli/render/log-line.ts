import { pad } from "./layout.ts";
import type { LogLine } from "../logs/log-line.ts";
import type { Style } from "./style.ts";

/** `2026-11-25T03:11:29.123Z backend   text`; the service only where there are several. */
export function renderLogLine({ time, service, text }: LogLine, serviceWidth: number, style: Style): string {
  const source = serviceWidth === 0 ? "" : `${pad(service, serviceWidth)}  `;
  return `${style.dim(time)} ${source}${text}`.trimStart();
}
