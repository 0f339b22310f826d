import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.ts";

/** A real sshd on loopback, which lets the caller in as himself with one key. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** Private key that it lets in, and one that it does not know. */
  readonly key: string;
  readonly strangersKey: string;
  /** Its own public key, as known_hosts has it. */
  readonly hostKey: string;
  readonly fingerprint: string;
  /** Ends it, and starts another one at the same port that has another host key. */
  replace(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), "seaway-sshd-"));
  const { username: user } = userInfo();
  const [key, strangersKey, hostKeyFile, otherHostKey] = ["key", "stranger", "host", "other-host"].map((name) => newKey(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  const authorized = join(folder, "authorized_keys");
  writeFileSync(authorized, readFileSync(`${key}.pub`), { mode: 0o600 });
  // What Debian's own service makes at its start.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  let running = await start(hostKeyFile);

  async function start(hostKey: string) {
    const config = join(folder, "sshd_config");
    const lines = [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${authorized}`,
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "LogLevel VERBOSE",
    ];
    writeFileSync(config, `${lines.join("\n")}\n`);
    const server = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
    for await (const line of createInterface({ input: server.stderr })) if (line.includes("Server listening")) break;
    server.stderr.resume();
    return server;
  }

  const end = async (): Promise<void> => {
    const ended = once(running, "exit");
    running.kill("SIGTERM");
    await ended;
  };
  return {
    port,
    user,
    key,
    strangersKey,
    hostKey: readFileSync(`${hostKeyFile}.pub`, "utf8").split(" ").slice(0, 2).join(" "),
    fingerprint: fingerprintOf(hostKeyFile),
    replace: async () => {
      await end();
      running = await start(otherHostKey);
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true });
    },
  };
}

function newKey(folder: string, name: string): string {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return file;
}

const fingerprintOf = (file: string): string =>
  /SHA256:\S+/.exec(execFileSync("ssh-keygen", ["-l", "-f", `${file}.pub`], { encoding: "utf8" }))?.[0] ?? "";
