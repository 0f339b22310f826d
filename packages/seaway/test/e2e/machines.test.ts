import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSshServer, type SshServer } from "./ssh-server.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * Machines of a project, reached over a real sshd by the system's own ssh. The tests stand in the order in which one project moves.
 */
let project: UsersProject;
let server: SshServer;
let config: string;

beforeAll(async () => {
  project = usersProject();
  server = await startSshServer();
  config = readFileSync(join(project.folder, "seaway.config.ts"), "utf8");
  describeMachine({});
});
afterAll(async () => {
  await project.remove();
  await server.stop();
});

interface Described {
  readonly host?: string;
  readonly port?: number;
  readonly key?: string;
  /** undefined: not pinned. */
  readonly hostKey?: string | undefined;
}

function describeMachine(differs: Described): void {
  const { user, port, key, hostKey } = server;
  const props = { host: "127.0.0.1", user, port, key, hostKey, ...differs };
  const described = `const test = machine("test", ${JSON.stringify(props)});\n\nexport default project("users", { machines: [test], `;
  const text = config.replace("local, project,", "local, machine, project,").replace('export default project("users", { ', described);
  writeFileSync(join(project.folder, "seaway.config.ts"), text);
}

const facts = /^\S+ on .+, \d+ cores?, \d+ GiB, (?:no docker|docker \S+.*)$/;

test("a machine is known: status and doctor tell how it is, and ask it nothing that changes it", async () => {
  const status = await project.seaway(["status"]);
  expect(/^● machine test \(127\.0\.0\.1\): (.*)$/m.exec(status.stdout)?.[1]).toMatch(facts);
  const doctor = await project.seaway(["doctor", "--json"]);
  const { findings } = JSON.parse(doctor.stdout) as { findings: { name: string; mark: string; told: string }[] };
  expect(findings.find(({ name }) => name === "machine test")).toMatchObject({
    mark: "passed",
    told: expect.stringMatching(facts) as string,
  });
  expect(findings.filter(({ mark }) => mark === "failed")).toEqual([]);
  expect(doctor.code).toBe(0);
});

test("a command there gets its words as they are, its input, and its exit code comes back", async () => {
  const hostile = ["it's", '"$(echo no)"', "a  b", "`id`", "line\nbreak", "*", "-n"];
  const { code, stdout } = await project.seaway(["ssh", "test", "--", "printf", "%s|", ...hostile]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${hostile.join("|")}|` });
  expect(await project.seaway(["ssh", "test", "--", "sh", "-s"], { input: "read -r word\nhere\nexit 7\n" })).toMatchObject({ code: 7 });
  expect((await project.seaway(["ssh", "test", "--", "sh", "-c", "exit 7"])).code).toBe(7);
  expect((await project.seaway(["ssh", "test", "--", "sh", "-c", "exit 255"])).code).toBe(255);
});

test("a machine that the project does not have is refused with those that it has", async () => {
  const { code, stderr } = await project.seaway(["ssh", "tset"]);
  expect(code).toBe(2);
  expect(stderr).toContain("error[SEA-3205]: the project has no machine tset; did you mean test?");
});

test("a key that it does not know is told as such", async () => {
  describeMachine({ key: server.strangersKey });
  const { code, stderr } = await project.seaway(["ssh", "test", "--", "true"]);
  expect(code).toBe(3);
  expect(stderr).toContain("error[SEA-3204]: machine test (127.0.0.1) lets nobody in with these credentials");
});

test("a host key that nobody knows is not accepted by itself, and shown so that it can be pinned", async () => {
  describeMachine({ hostKey: undefined });
  const { code, stderr } = await project.seaway(["ssh", "test", "--", "true"]);
  expect(code).toBe(3);
  const said = stderr.replaceAll(/\s+/g, " ");
  expect(said).toContain(`nobody knows the host key of machine test (127.0.0.1); it shows ${server.fingerprint}`);
  expect(said).toContain(`hostKey: "${server.hostKey}"`);
});

test("another machine in its place is refused with both fingerprints, and nothing is sent to it", async () => {
  describeMachine({});
  await server.replace();
  const { stdout } = await project.seaway(["doctor", "--json"]);
  const { findings } = JSON.parse(stdout) as { findings: { name: string; told: string }[] };
  const told = findings.find(({ name }) => name === "machine test")?.told ?? "";
  expect(told).toMatch(/^shows another host key: SHA256:\S+, and SHA256:\S+ is known$/);
  expect(told).toContain(server.fingerprint);
  const { code, stderr } = await project.seaway(["ssh", "test", "--", "true"]);
  expect(code).toBe(3);
  expect(stderr).toContain("error[SEA-3203]");
});

test("one that is away is told with ssh's own reason, and status shows the rest all the same", async () => {
  describeMachine({ host: "no-such-host.invalid" });
  const { code, stdout } = await project.seaway(["status"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✕ machine test \(no-such-host\.invalid\) does not answer: Could not resolve hostname/m);
  expect(stdout).toContain("backend");
});

test("a host that ssh would take for an option is refused by the config", async () => {
  describeMachine({ host: "-oProxyCommand=touch owned" });
  const { code, stderr } = await project.seaway(["status"]);
  expect(code).toBe(2);
  expect(stderr).toContain("host of machine test must be a host name, an address, or a name of your ~/.ssh/config");
});
