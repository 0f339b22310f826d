/** How gunicorn, uvicorn, werkzeug and others name the port that they could not have. */
const FORMS = [
  /Connection in use: \('[^']*', (\d+)\)/i,
  /bind on address \('[^']*', (\d+)/i,
  /Port (\d+) is in use/i,
  /:(\d{2,5})\b.*address already in use/i,
];

/** The port that a program said it could not bind. undefined: its message names none. */
export function takenPort(lines: readonly string[]): number | undefined {
  for (const line of lines.toReversed()) {
    for (const form of FORMS) {
      const match = form.exec(line);
      if (match) return Number(match[1]);
    }
  }
  return undefined;
}
