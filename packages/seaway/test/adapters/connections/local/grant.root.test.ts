import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { grant } from "../../../../src/adapters/connections/local/grant.ts";
import { identityFor, releaseIdentity, type Identity } from "../../../../src/adapters/connections/local/identities.ts";

async function anIdentity(): Promise<Identity> {
  const key = `environment:test-${randomBytes(6).toString("hex")}/local`;
  onTestFinished(() => releaseIdentity(key));
  return (await identityFor(key))!;
}

function aVolumeOf(uid: number): string {
  const folder = mkdtempSync(join(tmpdir(), "seaway-grant-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const volume = join(folder, "notes");
  mkdirSync(volume);
  writeFileSync(join(volume, "starts"), "kept");
  for (const path of [join(volume, "starts"), volume]) chownSync(path, uid, uid);
  return volume;
}

test("a volume that was kept is its environment's again, also when its old number is somebody else's by now", async () => {
  const [somebody, mine] = [await anIdentity(), await anIdentity()];
  const volume = aVolumeOf(somebody.uid);
  grant(volume, mine);
  expect([statSync(volume).uid, statSync(join(volume, "starts")).uid]).toEqual([mine.uid, mine.uid]);
});

test("what a user of the machine owns stays theirs", async () => {
  const volume = aVolumeOf(1_000);
  grant(volume, await anIdentity());
  expect([statSync(volume).uid, statSync(join(volume, "starts")).uid]).toEqual([1_000, 1_000]);
});
