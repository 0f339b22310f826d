/** What one piece of a command line is: quoted parts keep everything, a backslash keeps the next character. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|(\s+)|([^\s'"\\]+)/y;

/**
 * Words of a command written as one text, split where a shell splits, with quotes and backslashes as in a shell and nothing else of it:
 * no variables, no pipes, no patterns.
 * @returns the words, or `unsupported`: the part that only a shell would understand (`&&`), or the quote that nothing closes.
 */
export function splitWords(text: string): { readonly words: readonly string[] } | { readonly unsupported: string } {
  const words: string[] = [];
  let word: string | undefined;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const from = PIECE.lastIndex;
    const piece = PIECE.exec(text);
    if (piece === null) return { unsupported: text[from] ?? "" };
    const [, single, double, escaped, space, plain] = piece;
    const special = /[|&;<>]+|[$`]/.exec(plain ?? "") ?? /[$`]/.exec((double ?? "").replaceAll(/\\[^]/g, ""));
    if (special) return { unsupported: special[0] };
    if (space === undefined) word = (word ?? "") + (single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return { words: word === undefined ? words : [...words, word] };
}
