const listMethods = [
  "map",
  "filter",
  "flatMap",
  "join",
  "at",
  "some",
  "every",
  "find",
  "toSorted",
  "toReversed",
  "slice",
  "reduce",
  "entries",
];
const numberMethods = ["toFixed", "toLocaleString", "toString", "valueOf"];

/**
 * A fact that nobody knows yet, shown as ‹its name›: as a text, as a list of one such text, as a number that is only printed,
 * and its properties are such facts again.
 */
export function placeholder(name: string): unknown {
  const text = `‹${name}›`;
  return new Proxy(
    {},
    {
      get(_, key) {
        if (key === Symbol.toPrimitive) return () => text;
        if (key === Symbol.iterator) return () => [text].values();
        if (typeof key === "symbol") return undefined;
        if (name === "") return placeholder(wordsOf(key));
        if (key === "length" || key === "size") return 2;
        if (numberMethods.includes(key)) return () => text;
        if (listMethods.includes(key)) return Reflect.get([text], key).bind([text]);
        const ofText: unknown = Reflect.get(String.prototype, key);
        return typeof ofText === "function" ? ofText.bind(text) : placeholder(wordsOf(key));
      },
    },
  );
}

/** The words of a function that returns one template or text, each expression as ‹…›; for facts that are calculated with. */
export function sourceText(text: (facts: never) => string): string {
  const written = /=>\s*(?:[^`"]*\?\s*)?(["`])([\s\S]*?)\1/.exec(text.toString())?.[2];
  if (written === undefined) throw new Error(`cannot be shown without facts: ${text.toString()}`);
  return written.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "‹…›");
}

/** `limitMiB` as limit, `allowedStart` as allowed start: the sentence names the unit. */
const wordsOf = (key: string): string => key.replace(/(Ms|MiB|GiB)$/, "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
