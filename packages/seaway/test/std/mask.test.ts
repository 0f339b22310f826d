import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMasker, maskText } from "../../src/std/mask.ts";
import { encodingsOf } from "../../src/std/secret-encodings.ts";

const secret = `p@ss "w0rd"/ü+$(x)'y<z>`;

describe("each usual form of a secret is masked", () => {
  const bytes = Buffer.from(secret);
  const forms: Record<string, string> = {
    raw: secret,
    "base64 alone": bytes.toString("base64"),
    "base64 behind one byte": Buffer.concat([Buffer.from("a"), bytes]).toString("base64"),
    "base64 behind two bytes": Buffer.concat([Buffer.from("ab"), bytes]).toString("base64"),
    "base64url alone": bytes.toString("base64url"),
    "base64url behind one byte": Buffer.concat([Buffer.from("a"), bytes]).toString("base64url"),
    "base64url behind two bytes": Buffer.concat([Buffer.from("ab"), bytes]).toString("base64url"),
    percent: encodeURIComponent(secret),
    "percent in lower case": encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
    "percent of a URL's password": Object.assign(new URL("http://u@h"), { password: secret }).password,
    form: new URLSearchParams({ "": secret }).toString().slice(1),
    JSON: JSON.stringify(secret).slice(1, -1),
    "JSON in JSON": JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    "JSON in ASCII": JSON.stringify(secret).slice(1, -1).replace("ü", "\\u00fc"),
    "shell in single quotes": secret.replaceAll("'", `'\\''`),
    "shell in double quotes": secret.replace(/["$`\\]/g, "\\$&"),
    "hex, lower": bytes.toString("hex"),
    "hex, upper": bytes.toString("hex").toUpperCase(),
  };
  test.each(Object.entries(forms))("%s", (_name, form) => {
    const masked = maskText(`before ${form} after`, [secret]);
    expect(masked).toMatch(/^before [A-Za-z0-9]{0,3}•••• after$/);
    // At most the characters of base64 that neighbours share with the secret stay.
    expect(masked.length).toBeLessThanOrEqual("before ... •••• after".length);
  });
});

test("base64 in the middle of other base64 shows nothing of the secret", () => {
  const text = Buffer.from(`user:${secret}:more of it`).toString("base64");
  const masked = maskText(text, [secret]);
  const left = Buffer.concat(masked.split("••••").map((part) => Buffer.from(part, "base64"))).toString("latin1");
  expect(masked).toContain("••••");
  expect(left).not.toContain("w0rd");
});

test("a short secret is masked as a whole word and left inside longer words", () => {
  expect(maskText("app: the app, wrapped, app2, _app, “app” and YXBw in base64", ["app"])).toBe(
    "••••: the ••••, wrapped, app2, _app, “••••” and •••• in base64",
  );
});

test("a short secret of signs is masked at its edges without asking for a word", () => {
  expect(maskText("x$%y and $% end", ["$%"])).toBe("x••••y and •••• end");
});

test("each long line of a secret counts, and a brace on a line of its own does not", () => {
  const key = "{\n  first-long-line\n  second-long-line\n}\n";
  expect(maskText(`{ "a": 1 }\nsaw "  second-long-line" once`, [key])).toBe(`{ "a": 1 }\nsaw "••••" once`);
});

test("a secret read from a file is masked without the line end of the file", () => {
  expect(maskText("token is hunter22-and-more.", ["hunter22-and-more\n"])).toBe("token is ••••.");
});

test("secrets that overlap are masked together, and one beside the other makes one mask", () => {
  expect(maskText("abcdefgh1xyzabc|abcdefgh1abcdefgh1|gh1xyzabc", ["abcdefgh1", "gh1xyzabc"])).toBe("••••|••••|••••");
});

test("an empty secret or one of blanks masks nothing", () => {
  expect(maskText("a b  c", ["", " ", "\n"])).toBe("a b  c");
});

test("an ordinary line is given out at once, and only the beginning of a secret waits", () => {
  const masker = createMasker(["correct-horse"]);
  expect(text(masker.push(bytesOf("all is well\n")))).toBe("all is well\n");
  expect(text(masker.push(bytesOf("it is correct-")))).toBe("it is ");
  expect(text(masker.push(bytesOf("ion fluid\n")))).toBe("correct-ion fluid\n");
  expect(text(masker.push(bytesOf("correct-horse")))).toBe("••••");
  expect(text(masker.push(bytesOf(" and corr")))).toBe(" and ");
  expect(text(masker.end())).toBe("corr");
});

test("a text without secrets comes back byte for byte, also one that is no UTF-8", () => {
  const noise = Uint8Array.from({ length: 65_536 }, (_, at) => (at * 7_919 + (at >> 8)) & 255);
  const masker = createMasker(["not-in-there-1", "abcdefgh"]);
  expect(Buffer.concat([masker.push(noise), masker.end()]).equals(noise)).toBe(true);
  expect(maskText("lone \ud800 surrogate", ["not-in-there-1"])).toBe("lone \ud800 surrogate");
});

const secrets = fc.array(
  fc.oneof(
    fc.string({ minLength: 8, maxLength: 24 }),
    fc.string({ unit: "binary", minLength: 8, maxLength: 12 }),
    fc.string({ minLength: 1, maxLength: 7 }),
  ),
  { minLength: 1, maxLength: 4 },
);

test("wherever a stream is cut, its masked form is the same and no encoding of a long secret survives", () => {
  fc.assert(
    fc.property(
      secrets,
      fc.array(fc.oneof(fc.nat(400), fc.string({ maxLength: 6 })), { maxLength: 12 }),
      fc.array(fc.nat(20)),
      (secrets, script, cuts) => {
        const forms = secrets.filter((secret) => secret.trim().length >= 8).flatMap(encodingsOf);
        const whole = script.map((part) => (typeof part === "string" ? part : (forms[part % forms.length] ?? "-"))).join("");
        const masked = inPieces(secrets, whole, []);
        expect(inPieces(secrets, whole, cuts)).toBe(masked);
        // A form made of the mask itself, or of one of its bytes' characters, cannot be told from it.
        for (const form of forms.filter((form) => !form.includes("•"))) expect(masked.includes(form)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});

test("text that holds no secret is unchanged, wherever it is cut", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "c", "A", "B", "C", "0", "1", " ", "+", "/", "=", "%", "\n") }),
      fc.array(fc.nat(20)),
      (plain, cuts) => {
        expect(inPieces(["abcdefg-0123456789", "ABCABC-secret"], plain, cuts)).toBe(plain);
      },
    ),
  );
});

/** Cut after so many bytes each, the rest in one piece. */
function inPieces(secrets: readonly string[], whole: string, lengths: readonly number[]): string {
  const masker = createMasker(secrets);
  let rest = bytesOf(whole);
  const shown: Uint8Array[] = [];
  for (const length of lengths) {
    shown.push(masker.push(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  shown.push(masker.push(rest), masker.end());
  return Buffer.concat(shown).toString();
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
