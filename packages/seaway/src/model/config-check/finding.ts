import type { configErrors } from "../errors/config.ts";

type Entries = typeof configErrors;
export type ConfigErrorCode = keyof Entries;
export type ConfigFacts<Code extends ConfigErrorCode> = Parameters<Entries[Code]["sentence"]>[0];

/** One problem of a config file, as data: the sentence comes from the catalogue, the line from the file's syntax tree. */
export interface Finding {
  readonly code: ConfigErrorCode;
  readonly facts: Readonly<Record<string, string>>;
  readonly place: Place;
  /** What stands there, in a word: `text`. */
  readonly label?: string;
}

/** Where a value was written: the call of a builder, the argument of it, and the keys that lead to the value inside. */
export interface Place {
  /** `file:///…/seaway.config.ts:14:17`. */
  readonly site: string;
  /** 0: the first argument. Absent: the call itself. */
  readonly argument?: number;
  readonly path: readonly string[];
  /** Whether the property's name is wrong or its value. */
  readonly of: "key" | "value";
}

/** A file or folder that the config names; whether it is there is asked by the adapter, which may read the disk. */
export interface FileClaim {
  readonly wants: "file" | "folder";
  readonly path: string;
  readonly property: string;
  readonly node: string;
  readonly place: Place;
}
