import { catalogue } from "./catalogue.ts";

interface At {
  readonly machine: string;
  readonly host: string;
}

/** Machines that are reached over SSH. */
export const machineErrors = catalogue({
  "SEA-3201": {
    sentence: ({ machine, host, what }: At & { what: string }) => `machine ${machine} (${host}) does not answer: ${what}`,
    remedy: ({ host }: At) => `look whether  ssh ${host}  works; if it does, compare host, user and port with the config`,
    exit: 3,
    explain:
      "The connection to a machine's ssh server did not come about: its name means nothing here, nobody listens at its port, a firewall is silent, or a jump host of " +
      "your ~/.ssh/config is away. Seaway uses the system's own ssh, so what works there works here.",
  },
  "SEA-3202": {
    sentence: ({ machine, host, offered }: At & { offered?: string; key?: string }) =>
      `nobody knows the host key of machine ${machine} (${host})${offered === undefined ? "" : `; it shows ${offered}`}`,
    remedy: ({ host, key }: At & { key?: string }) =>
      key === undefined
        ? `connect once by  ssh ${host}  and compare the fingerprint with what its owner says`
        : `if its owner confirms that fingerprint, pin it:  hostKey: "${key}"`,
    exit: 3,
    explain:
      "A key that is seen for the first time proves nothing: whoever stands between could show his own. So none is accepted by itself. Compare the fingerprint with what " +
      "the machine's owner says (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there), then pin it as `hostKey` in the config, or let your own ssh remember it.",
  },
  "SEA-3203": {
    sentence: ({ machine, host, offered, known }: At & { offered: string; known: string }) =>
      `machine ${machine} (${host}) shows another host key: ${offered}, and ${known} is known`,
    remedy: "if it was set up anew, and its owner confirms the new fingerprint, correct `hostKey` or your known_hosts; else do not connect",
    exit: 3,
    explain:
      "The machine at that address is not the one that was there before, or somebody stands between. Nothing was sent to it. A machine that was set up anew has new keys; " +
      "then the old one is removed where it is remembered: `hostKey` in the config, or your known_hosts (`ssh-keygen -R HOST`).",
  },
  "SEA-3204": {
    sentence: ({ machine, host }: At) => `machine ${machine} (${host}) lets nobody in with these credentials`,
    remedy: "give the right `user` and `key` in the config, or load the key into your agent:  ssh-add",
    exit: 3,
    explain:
      "The machine answered, its host key is the known one, and it refused every key that ssh offered. Questions are not asked here: a key with a passphrase must be " +
      "in the agent, and passwords are not used.",
  },
  "SEA-3205": {
    sentence: ({ name, known, nearest }: { name: string; known: readonly string[]; nearest?: string }) =>
      known.length === 0
        ? "the project has no machine"
        : `the project has no machine ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
    remedy: ({ known }: { known: readonly string[] }) =>
      known.length === 0
        ? 'describe it:  machine("test", { host: "test.example.org" })  and list it in  machines'
        : `name one of  ${known.join(", ")}`,
    exit: 2,
    explain: "Machines are those that the project lists in `machines` of `seaway.config.ts`.",
  },
});
