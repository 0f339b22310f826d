import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { boxMounts } from "../../../../src/adapters/connections/local/box-mounts.ts";
import { jobCommand, launcherEnvironment, type Box } from "../../../../src/adapters/connections/local/job-command.ts";

const here = fileURLToPath(new URL("../../../../src/adapters/connections/local", import.meta.url));
const identity = { uid: 60_710, gid: 60_710, home: "/var/lib/seaway/homes/60710", passwd: "/var/lib/seaway/homes/60710.passwd" };
const plain: Box = { kind: "tree", root: false, confined: false, unprivilegedUser: false, mounts: [] };

/** The recipe as one would type it. */
const asText = (box: Box): string => jobCommand("/job", ["gunicorn", "app:app"], box).join(" ").replaceAll(here, ".");

test("as root, what users wrote drops to its uid behind the mounts", () => {
  expect(asText({ ...plain, root: true, confined: true, identity, mounts: ["over", "/state/hosts", "/etc/hosts"] })).toBe(
    "/bin/sh ./launcher.sh /job tree " +
      "unshare --mount --propagation private --pid --fork --kill-child=KILL --mount-proc " +
      "/bin/sh ./init.sh over /state/hosts /etc/hosts -- /usr/bin/env --default-signal=INT,QUIT /usr/bin/setsid " +
      "setpriv --reuid 60710 --regid 60710 --clear-groups --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs " +
      '/bin/sh -c eval "$__seaway_enter" sh gunicorn app:app',
  );
});

test("as an ordinary user it keeps the capabilities of its namespace only for the mounts", () => {
  expect(asText({ ...plain, confined: true })).toBe(
    "/bin/sh ./launcher.sh /job tree " +
      "unshare --user --map-current-user --keep-caps --mount --propagation private --pid --fork --kill-child=KILL --mount-proc " +
      "/bin/sh ./init.sh -- /usr/bin/env --default-signal=INT,QUIT /usr/bin/setsid " +
      "setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs " +
      '/bin/sh -c eval "$__seaway_enter" sh gunicorn app:app',
  );
});

test("a server that refuses root is in a user namespace and nothing else", () => {
  expect(asText({ ...plain, kind: "group", root: true, unprivilegedUser: true })).toBe(
    "/bin/sh ./launcher.sh /job group /usr/bin/setsid unshare --user --map-user=1000 --map-group=1000 " +
      '/bin/sh -c eval "$__seaway_enter" sh gunicorn app:app',
  );
});

test("values travel in the environment of the launcher, under names that mean nothing to any program", () => {
  const { __seaway_enter, __seaway_boot, ...rest } = launcherEnvironment({ cwd: "/app", env: { LD_PRELOAD: "evil.so", B: "2" } });
  expect(rest).toEqual({ __seaway_1: "LD_PRELOAD=evil.so", __seaway_2: "B=2", __seaway_count: "2", __seaway_cwd: "/app" });
});

test("a box that needs no closed folder makes only the mounts of its two files", () => {
  const sandbox = { identity: "build:p", read: ["/usr/bin"], write: ["/tmp"], hosts: "/state/hosts" };
  expect(boxMounts(sandbox, identity, "gunicorn").join(" ")).toBe(`over /state/hosts /etc/hosts over ${identity.passwd} /etc/passwd`);
  expect(boxMounts(sandbox, undefined, "gunicorn").join(" ")).toBe("over /state/hosts /etc/hosts");
});
