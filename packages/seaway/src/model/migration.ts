/** One step of a database's tables forward: an SQL file, or a command with what it reads. A database takes each digest once, for ever. */
export type MigrationPart = {
  /** `database/migrations/0002_email.sql`, `flask db upgrade`. */
  readonly name: string;
  /** `sha256:…` of the file, or of the command and its files. */
  readonly digest: string;
};

/** What brings the tables of one database to where a release needs them, in its order. */
export type Migration = {
  readonly parts: readonly MigrationPart[];
  /** Of SQL files: digest → text. A release brings its own, wherever it is deployed. Absent in a plan, and where a command does it. */
  readonly sql?: Readonly<Record<string, string>>;
};

/** Parts that are not among these yet. */
export const pendingOf = ({ parts }: Migration, applied: readonly MigrationPart[]): readonly MigrationPart[] =>
  parts.filter(({ digest }) => !applied.some((one) => one.digest === digest));
