/** What a traceback in a log says: the exception, and the deepest line of the service's own code on the way to it. */
export interface Traceback {
  /** `ModuleNotFoundError: No module named 'pymysql'` */
  readonly exception: string;
  /** `backend/app.py:3`, in the project. Absent: no frame lies in the service's own code. */
  readonly place?: string;
  /** The traceback without the frames of the interpreter and of packages: what is left is the user's to read. */
  readonly lines: readonly string[];
}

/** A service's own code: where it lies in the bundle, and what its folder is called in the project. */
export interface Sources {
  readonly folder: string;
  readonly path: string;
}

const START = "Traceback (most recent call last):";
const FRAME = /^ {2}File "([^"]+)", line (\d+)/;
/** A server's own words about a worker that crashed: what comes of a cause, and never the cause. */
const CONSEQUENCE = /^gunicorn\.errors\.HaltServer/;

/**
 * The traceback that tells most: the last one that leads through the service's own code, else the last one.
 * @param lines end of a log, without times
 */
export function tellingTraceback(lines: readonly string[], sources: Sources): Traceback | undefined {
  const starts = lines.flatMap((line, at) => (line.startsWith(START) ? [at] : []));
  const found = starts.flatMap((start) => parse(lines.slice(start), sources) ?? []);
  const causes = found.filter(({ exception }) => !CONSEQUENCE.test(exception));
  return causes.findLast(({ place }) => place !== undefined) ?? causes.at(-1) ?? found.at(-1);
}

interface Frame {
  readonly place: string | undefined;
  /** Its own line, the source line, the marks below it. */
  readonly lines: string[];
}

function parse([start = "", ...rest]: readonly string[], sources: Sources): Traceback | undefined {
  const frames: Frame[] = [];
  for (const line of rest) {
    const frame = FRAME.exec(line);
    if (frame) frames.push({ place: placeIn(sources, frame[1] ?? "", frame[2] ?? ""), lines: [inProject(sources, line)] });
    else if (line.startsWith(" ") || line === "") frames.at(-1)?.lines.push(line);
    else {
      const place = frames.findLast((frame) => frame.place !== undefined)?.place;
      return { exception: line, lines: [start, ...shown(frames), line], ...(place === undefined ? {} : { place }) };
    }
  }
  return undefined;
}

/** Own frames, with one mark for each row of others; where none is own, the deepest. */
function shown(frames: readonly Frame[]): readonly string[] {
  const some = frames.some(({ place }) => place !== undefined);
  const isShown = (frame: Frame): boolean => (some ? frame.place !== undefined : frame === frames.at(-1));
  return frames.flatMap((frame, at) => {
    if (isShown(frame)) return frame.lines;
    return at === 0 || isShown(frames[at - 1]!) ? ["  …"] : [];
  });
}

function placeIn(sources: Sources, file: string, line: string): string | undefined {
  if (file.includes("/site-packages/") || file.startsWith("<")) return undefined;
  const name = file.startsWith("/") ? own(sources, file) : file.replace(/^\.\//, "");
  return name === undefined ? undefined : `${prefix(sources)}${name}:${line}`;
}

const own = ({ folder }: Sources, file: string): string | undefined =>
  file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
const prefix = ({ path }: Sources): string => (path === "." ? "" : `${path}/`);

/** A line of a log with files of the bundle named as in the project: where they lie is nobody's business. */
export const inProject = (sources: Sources, line: string): string => line.replaceAll(`${sources.folder}/`, prefix(sources));
