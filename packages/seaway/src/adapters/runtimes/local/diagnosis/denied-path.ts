/** Python's words, and Node's. Where the machine can, what may not be written is mounted read-only. */
const FORMS = [
  /PermissionError: \[Errno 1?3\] Permission denied: b?(?<quote>['"])(?<path>.+)\k<quote>/,
  /OSError: \[Errno 30\] Read-only file system: (?<quote>['"])(?<path>.+)\k<quote>/,
  /EACCES: permission denied, \w+ '(?<path>[^']+)'/,
];

/** The path that a program was not allowed to use. undefined: its message names none. */
export function deniedPath(lines: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    for (const form of FORMS) {
      const path = form.exec(line)?.groups?.["path"];
      if (path !== undefined) return path;
    }
  }
  return undefined;
}
