/** One line of an application's log, as the local runtime writes it: `<ISO time> <text>`. */
export interface LogLine {
  /** Sorts as time does: the runtime writes UTC with milliseconds. */
  readonly time: string;
  readonly service: string;
  readonly instance: string;
  readonly text: string;
}

const STAMPED = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) ?(.*)$/;

/** A line without a time belongs to the moment of the line before it (a traceback is many lines). */
export function parseLogLine(line: string, before: string): { readonly time: string; readonly text: string } {
  const match = STAMPED.exec(line);
  return match ? { time: match[1]!, text: match[2]! } : { time: before, text: line };
}
