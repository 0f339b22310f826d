/** Reads the sources of an artifact as text; nothing of them is executed. */
export interface Sources {
  /** @param folder an artifact's source snapshot @returns undefined when it is gone */
  read(folder: string): Promise<SourceFacts | undefined>;
}

/** What the files of a service say, as far as a diagnosis asks; tests of the service are left out. */
export interface SourceFacts {
  /** Environment variables that are read. */
  readonly variables: readonly Found[];
  /** Top names of imported modules. */
  readonly imports: readonly Found[];
  /** Ports that are written in the source. */
  readonly ports: readonly Found[];
  /** Top names of modules that the service has itself. */
  readonly modules: readonly string[];
  /** Names of packages in `requirements.txt`, in lower case and with `-`; undefined: it has no such file, or one that includes others. */
  readonly requirements: readonly string[] | undefined;
}

interface Found {
  readonly name: string;
  /** `app.py:7`, within the folder. */
  readonly at: string;
}
