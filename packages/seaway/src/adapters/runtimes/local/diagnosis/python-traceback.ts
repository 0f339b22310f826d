/** What the last traceback in a log says: the exception, and the deepest line of the service's own code on the way to it. */
export interface Traceback {
  /** `ModuleNotFoundError: No module named 'pymysql'` */
  readonly exception: string;
  /** `app.py:3`, relative to the service's folder. Absent: no frame lies in it. */
  readonly place?: string;
}

const FRAME = /^ {2}File "([^"]+)", line (\d+)/;

/**
 * @param lines end of a log, without times
 * @param folder absolute folder of the bundle's sources; frames elsewhere (the interpreter, packages) are not the user's to fix
 */
export function lastTraceback(lines: readonly string[], folder: string): Traceback | undefined {
  const start = lines.findLastIndex((line) => line.startsWith("Traceback (most recent call last):"));
  if (start === -1) return undefined;
  let place: string | undefined;
  for (const line of lines.slice(start + 1)) {
    const frame = FRAME.exec(line);
    if (frame) place = placeIn(folder, frame[1] ?? "", frame[2] ?? "") ?? place;
    else if (!line.startsWith(" ") && line !== "") return place === undefined ? { exception: line } : { exception: line, place };
  }
  return undefined;
}

function placeIn(folder: string, file: string, line: string): string | undefined {
  if (!file.startsWith("/")) return file.startsWith("<") ? undefined : `${file.replace(/^\.\//, "")}:${line}`;
  return file.startsWith(`${folder}/`) && !file.includes("/site-packages/") ? `${file.slice(folder.length + 1)}:${line}` : undefined;
}
