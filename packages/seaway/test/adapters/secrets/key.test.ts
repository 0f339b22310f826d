import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createKey, readKey } from "../../../src/adapters/secrets/key.ts";

function aPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "seaway-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "keys", "project");
}

test("a key is made once, private, and read back", async () => {
  const path = aPath();
  expect(await readKey(path)).toBeUndefined();
  const key = await createKey(path);
  expect(await readKey(path)).toEqual(key);
  expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
});

test("of many that make the key at once all get the same one, and no draft is left", async () => {
  const path = aPath();
  const keys = await Promise.all(Array.from({ length: 8 }, () => createKey(path)));
  expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(readdirSync(dirname(path))).toEqual(["project"]);
});

test("the fingerprint and the derived keys do not show the key", async () => {
  const key = await createKey(aPath());
  const text = readFileSync(key.path, "utf8").trim();
  for (const shown of [key.fingerprint, key.sealing.toString("hex"), key.comparing.toString("hex")]) expect(text).not.toContain(shown);
  expect(key.sealing.equals(key.comparing)).toBe(false);
});

test.each([0o640, 0o604, 0o620, 0o666])("a key that others may use is refused, mode %o", async (mode) => {
  const path = aPath();
  await createKey(path);
  chmodSync(path, mode);
  await expect(readKey(path)).rejects.toThrow(`SEA-7104: the key at ${path} is not private: its mode is 0${mode.toString(8)}`);
});

// Only root can give a file away, and only root could read what another user keeps private.
if (process.getuid?.() === 0)
  test("a key of another user is refused", async () => {
    const path = aPath();
    await createKey(path);
    chownSync(path, 65_534, 65_534);
    await expect(readKey(path)).rejects.toThrow("SEA-7104: the key at " + path + " is not private: it belongs to user 65534");
  });

test("a folder in the place of the key is refused", async () => {
  const path = aPath();
  mkdirSync(path, { recursive: true });
  await expect(readKey(path)).rejects.toThrow("it is not an ordinary file");
});

test.each(["", "abc\n", "0".repeat(63), "0".repeat(65), `${"z".repeat(64)}\n`, `${"0".repeat(64)}\n\n`])(
  "a file that holds no key is refused: %j",
  async (text) => {
    const path = aPath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
    await expect(readKey(path)).rejects.toThrow(`SEA-7105: ${path} is no key: a key is 64 hexadecimal digits`);
    await expect(createKey(path)).rejects.toThrow("SEA-7105");
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);
