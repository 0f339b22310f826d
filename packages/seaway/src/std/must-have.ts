/** The value, or a programming mistake that says what was missing. For what an earlier check guarantees. */
export function mustHave<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}
