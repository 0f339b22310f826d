/**
 * The forms in which a secret turns up in output: raw; base64 and base64url, each at its three alignments; percent; form; JSON; shell-quoted;
 * hex, lower and upper. Where programs differ in how they write a form, each way of writing it is here.
 * @source GHSA-7ff8-qfwx-8gx5, CVE-2018-1000057: masking the exact value alone breaks on escapes and on transformed values.
 */
export function encodingsOf(secret: string): readonly string[] {
  return unique([...plainForms(secret), ...alignedBase64(secret)]);
}

/** The forms that stand as words of their own: base64 without neighbours. For secrets too short to be searched for inside other text. */
export function wordEncodingsOf(secret: string): readonly string[] {
  const padded = base64(utf8(secret));
  return unique([...plainForms(secret), ...[padded, padded.replace(/=+$/, "")].flatMap((form) => [form, toBase64url(form)])]);
}

const unique = (forms: readonly string[]): readonly string[] => [...new Set(forms)];

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function plainForms(secret: string): readonly string[] {
  return [
    secret,
    ...percentForms(secret),
    ...formForms(secret),
    ...jsonForms(secret),
    ...pythonForms(secret),
    ...shellForms(secret),
    ...hexForms(secret),
  ];
}

/** RFC 3986; Python's `quote`, which keeps `/`; `encodeURIComponent`; `encodeURI`; the user info of a WHATWG URL. */
const KEPT_BY_PERCENT = [/[\w.~-]/, /[\w.~/-]/, /[\w.~!'()*-]/, /[\w.~;,/?:@&=+$!'()*#-]/, /[^\0-\x20"#<>?`{}/:;=@[\\\]^|\x7f]/];
/** `URLSearchParams`; Python's `quote_plus`. */
const KEPT_BY_FORM = [/[\w.*-]/, /[\w.~-]/];

const percentForms = (secret: string): readonly string[] => KEPT_BY_PERCENT.flatMap((kept) => bothCases(secret, kept));

const formForms = (secret: string): readonly string[] =>
  KEPT_BY_FORM.flatMap((kept) => bothCases(secret, kept).map((form) => form.replaceAll("%20", "+")));

function bothCases(secret: string, kept: RegExp): readonly [string, string] {
  const encode = (toHex: (hex: string) => string): string =>
    Array.from(utf8(secret), (byte) => {
      const character = String.fromCharCode(byte);
      return byte < 0x80 && kept.test(character) ? character : `%${toHex(hexOf(byte))}`;
    }).join("");
  return [encode((hex) => hex.toUpperCase()), encode((hex) => hex)];
}

/** As it stands between the quotes: plain, ASCII only (Python), with `\/` (PHP), safe for HTML (Go), and JSON inside JSON. */
function jsonForms(secret: string): readonly string[] {
  const plain = JSON.stringify(secret).slice(1, -1);
  const html = plain.replace(/[<>&]/g, unicodeEscape);
  const forms = [plain, plain.replaceAll("/", String.raw`\/`), html];
  const everywhere = [...forms, ...forms.map((form) => form.replace(/[\u0080-\uffff]/g, unicodeEscape))];
  return [...everywhere, ...everywhere.map((form) => JSON.stringify(form).slice(1, -1))];
}

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** What `repr` writes, as tracebacks and debug output do: in double or in single quotes. */
function pythonForms(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  return [escaped, escaped.replaceAll("'", String.raw`\'`)];
}

/** In single quotes (two ways to write one inside), in double quotes, with backslashes (`printf %q`). */
function shellForms(secret: string): readonly string[] {
  return [
    secret.replaceAll("'", String.raw`'\''`),
    secret.replaceAll("'", `'"'"'`),
    secret.replace(/[\\"$`]/g, String.raw`\$&`),
    secret.replace(/[^\w@%+=:,./\n\u0080-\uffff-]/g, String.raw`\$&`),
  ];
}

function hexForms(secret: string): readonly [string, string] {
  const lower = Array.from(utf8(secret), hexOf).join("");
  return [lower, lower.toUpperCase()];
}

const hexOf = (byte: number): string => byte.toString(16).padStart(2, "0");

/**
 * Base64 of any text that contains the secret shows, at one of three alignments, a run of characters that only the secret decides.
 * Where the secret ends the text, the last character and the padding belong to it too.
 */
function alignedBase64(secret: string): readonly string[] {
  const bytes = utf8(secret);
  return [0, 1, 2].flatMap((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const padded = base64(shifted).slice(Math.ceil((before * 8) / 6));
    const unpadded = padded.replace(/=+$/, "");
    const decided = padded.slice(0, Math.floor((shifted.length * 8) / 6) - Math.ceil((before * 8) / 6));
    return [decided, unpadded, padded].flatMap((form) => [form, toBase64url(form)]);
  });
}

const toBase64url = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");

/** Not by spreading the bytes into one call: a long secret would exceed the number of arguments. */
const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
