import { ConfigMistake } from "./config-mistake.ts";

/**
 * Makes a value that can't become a text by accident: `postgres://${users.host}/app` would otherwise say `[object Object]`, and nobody would
 * notice before the first request.
 * @throws SEA-2110, in the line of the config that tries.
 */
export function refusingText<T extends object>(value: T, what: string, instead: string): T {
  const refuse = (): never => {
    throw new ConfigMistake("SEA-2110", { what, instead });
  };
  return Object.defineProperties(value, { [Symbol.toPrimitive]: { value: refuse }, toString: { value: refuse } });
}
