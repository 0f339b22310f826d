import type { Commit } from "../../../model/release.ts";

export interface HeaderFacts {
  readonly project: string;
  readonly environment: string;
  readonly defaulted: boolean;
  readonly commit: Commit | undefined;
}

/** The first line of a command that works on an environment: `users → local   main 9f2c1ab "Show e-mails"   …`. */
export function header({ project, environment, defaulted, commit }: HeaderFacts, more: readonly string[] = []): string {
  const place = `${project} → ${environment}${defaulted ? " (default)" : ""}`;
  return [place, ...(commit ? [commitText(commit)] : []), ...more].join("   ");
}

/** `main 9f2c1ab "Show e-mails"`, and whether files differ from it. */
function commitText({ branch, id, subject, dirty }: Commit): string {
  const edits = dirty ? " + edits" : "";
  return `${branch === undefined ? "" : `${branch} `}${id.slice(0, 7)} "${subject}"${edits}`;
}
