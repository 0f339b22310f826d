import type { ConfigErrorCode, ConfigFacts } from "./config-check/finding.ts";

/**
 * A mistake that a builder can only answer by throwing, because the config's next line would go on with nonsense. It carries code and facts
 * and no sentence: the process that evaluates a config stays small, and whoever started it writes the sentence from the catalogue.
 */
export class ConfigMistake extends Error {
  override readonly name = "ConfigMistake";
  readonly code: ConfigErrorCode;
  readonly facts: Readonly<Record<string, string>>;
  constructor(code: "SEA-2110", facts: ConfigFacts<"SEA-2110">) {
    super(`${code}: ${facts.what} cannot be part of a text`);
    this.code = code;
    this.facts = facts;
  }
}
