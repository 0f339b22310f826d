import { automaton, step, type Automaton, type Pattern } from "./pattern-automaton.ts";
import { encodingsOf, wordEncodingsOf } from "./secret-encodings.ts";

/** What stands in the place of a secret. */
const MASK = "••••";

/** Below this many characters a secret is masked as a whole word only: its letters occur in ordinary words. */
const SHORT_SECRET = 8;

export interface Masker {
  /** Takes the next bytes of a stream, gives back what is safe to show. May return a view of the chunk. */
  push(chunk: Uint8Array): Uint8Array;
  /** The bytes that were held back, when nothing follows. The masker is then as new. */
  end(): Uint8Array;
}

/**
 * Masks every secret in a stream of bytes, in each of its encodings, wherever chunks are cut. Only an end that may be the beginning of a
 * secret is held back, so ordinary lines are never delayed. Each line of a secret counts as one, if it has 8 characters or more.
 * The output does not depend on how the stream was cut.
 */
export const createMasker = (secrets: readonly string[]): Masker => maskerOf(automaton(patternsOf(secrets)));

/** Masks a text, with secrets that are compiled once. A text without them comes back as it is. */
function createTextMasker(secrets: readonly string[]): (text: string) => string {
  const machine = automaton(patternsOf(secrets));
  return (text) => {
    const masker = maskerOf(machine);
    const bytes = new TextEncoder().encode(text);
    const [start, end] = [masker.push(bytes), masker.end()];
    // The same bytes and nothing held back: no match, and no need to decode (lone surrogates would not survive it).
    if (start.length + end.length === bytes.length && equal(start, end, bytes)) return text;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(joined(start, end));
  };
}

export const maskText = (text: string, secrets: readonly string[]): string => createTextMasker(secrets)(text);

function patternsOf(secrets: readonly string[]): readonly Pattern[] {
  const pieces = new Set(secrets.flatMap(piecesOf));
  const encoder = new TextEncoder();
  return [...pieces].flatMap((piece) => {
    const wholeWord = piece.length < SHORT_SECRET;
    return (wholeWord ? wordEncodingsOf(piece) : encodingsOf(piece)).map((form) => ({ bytes: encoder.encode(form), wholeWord }));
  });
}

/** The secret, the secret without the line end that a file gave it, and each of its long lines. */
function piecesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/);
  const long = lines.length > 1 ? lines.filter((line) => line.length >= SHORT_SECRET) : [];
  return [secret, secret.replace(/[\r\n]+$/, ""), ...long].filter((piece) => piece.trim() !== "");
}

function maskerOf(machine: Automaton): Masker {
  const mask = new TextEncoder().encode(MASK);
  let state = 0;
  let carry = new Uint8Array(0) as Uint8Array;
  /** Found places in `carry`, as start and end, in order and apart. */
  let spans: number[] = [];
  /** The byte before `carry`; -1 at the start of the stream. */
  let before = -1;
  /** Whether the last byte that was given out belonged to a secret, whose mask is written already. */
  let masking = false;

  function mark(start: number, end: number): void {
    let from = start;
    while (spans.length > 0 && spans.at(-1)! >= from) {
      spans.pop();
      from = Math.min(from, spans.pop()!);
    }
    spans.push(from, end);
  }

  function markWords(data: Uint8Array, end: number, next: number): void {
    for (let at = machine.nextWord[state]!; at !== 0; at = machine.nextWord[machine.fallback[at]!]!) {
      const start = end - machine.word[at]!;
      const previous = start === 0 ? before : data[start - 1]!;
      const apart = (edge: number, neighbour: number): boolean => !isWord(edge) || !isWord(neighbour);
      if (apart(data[start]!, previous) && apart(data[end - 1]!, next)) mark(start, end);
    }
  }

  function give(data: Uint8Array, cut: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = 0;
    let index = 0;
    for (; index < spans.length && spans[index]! < cut; index += 2) {
      const [start, end] = [spans[index]!, spans[index + 1]!];
      if (start > at) parts.push(data.subarray(at, start));
      if (!(masking && start === 0)) parts.push(mask);
      at = Math.min(end, cut);
      if (end > cut) break;
    }
    if (at < cut) parts.push(data.subarray(at, cut));
    if (cut > 0) {
      masking = isMasked(cut - 1);
      before = data[cut - 1]!;
    }
    spans = spans.slice(index).map((position) => Math.max(position - cut, 0));
    carry = data.subarray(cut);
    return parts.length === 1 ? parts[0]! : joined(...parts);
  }

  function isMasked(position: number): boolean {
    for (let index = 0; index < spans.length; index += 2) if (spans[index]! <= position && position < spans[index + 1]!) return true;
    return false;
  }

  return {
    push(chunk) {
      const data = carry.length === 0 ? chunk : joined(carry, chunk);
      const { anywhere, nextWord, pairs, root } = machine;
      for (let at = carry.length; at < data.length; at++) {
        if (state === 0) {
          while (at + 1 < data.length && pairs[(data[at]! << 8) | data[at + 1]!] === 0) at++;
          state = root[data[at]!]!;
        } else {
          if (nextWord[state] !== 0) markWords(data, at, data[at]!);
          state = step(machine, state, data[at]!);
        }
        if (anywhere[state] !== 0) mark(at + 1 - anywhere[state]!, at + 1);
      }
      const shown = give(data, data.length - machine.held[state]!);
      // The chunk is the caller's, who may fill it again.
      carry = carry.slice();
      return shown;
    },
    end() {
      if (machine.nextWord[state] !== 0) markWords(carry, carry.length, -1);
      const shown = give(carry, carry.length);
      [state, before, masking] = [0, -1, false];
      return shown;
    },
  };
}

/** ASCII only: beside other letters a short secret is rather masked once too often, as typographic quotes are bytes like theirs. */
const isWord = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || byte === 95 || (byte >= 97 && byte <= 122);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function equal(start: Uint8Array, end: Uint8Array, whole: Uint8Array): boolean {
  return start.every((byte, at) => byte === whole[at]) && end.every((byte, at) => byte === whole[start.length + at]);
}
