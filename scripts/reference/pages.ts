import { commandLinePage } from "./command-line.ts";
import { configPage } from "./config.ts";
import { errorsPage } from "./errors.ts";

/** `docs/reference/`: each page with what writes it. */
export const pages: Record<string, () => string> = {
  "docs/reference/command-line.md": commandLinePage,
  "docs/reference/config.md": configPage,
  "docs/reference/errors.md": errorsPage,
};

export const textOf = (page: () => string): string => `${page()}\n`;
