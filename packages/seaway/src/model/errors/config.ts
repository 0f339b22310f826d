import { catalogue } from "./catalogue.ts";
import { configFileErrors } from "./config-file.ts";

interface Of {
  readonly property: string;
  readonly node: string;
}

/** What stands in a config; how a config is found and evaluated is in `config-file.ts`. */
export const configErrors = {
  ...configFileErrors,
  ...catalogue({
    "SEA-2104": {
      sentence: ({ property, node, expected }: Of & { expected: string; example: string }) => `${property} of ${node} must be ${expected}`,
      remedy: ({ example }: { example: string }) => `for example  ${example}`,
      explain:
        "A property has a value that it does not take: another type, a number out of range, a word that is none of the few, or something that does not " +
        "go with the other properties of its node (a worker has no port, so it can't be public).\n\n" +
        "Values are checked when the config is evaluated, whatever the editor said. Nothing was planned and nothing was changed. " +
        "`docs/reference/config.md` has each property with its type, its default and an example.",
    },
    "SEA-2105": {
      sentence: ({ property, node, nearest }: Of & { known: string; nearest?: string }) =>
        nearest === undefined
          ? `\`${property}\` is no property of ${node}`
          : `\`${property}\` is no property of ${node}: did you mean \`${nearest}\`?`,
      remedy: ({ known, nearest }: { known: string; nearest?: string }) =>
        nearest === undefined ? `use one of  ${known}` : `write  ${nearest}`,
      explain:
        "The config names a property that does not exist. Unknown properties are errors and are never left out silently: a misspelt `replicas` would " +
        "otherwise run one instance, and nobody would know why.\n\nIn an environment's `services` only some properties of a service may be changed: what makes " +
        "it that service (path, kind, port, volume) is the same everywhere.",
    },
    "SEA-2106": {
      sentence: ({ property, node }: Of & { example: string }) => `${node} needs \`${property}\``,
      remedy: ({ example }: { example: string }) => `add  ${example}`,
      explain: "A property without a default is missing. Seaway does not guess where a guess could be wrong without anybody noticing.",
    },
    "SEA-2107": {
      sentence: ({ what, name }: { what: string; name: string; suggestion?: string }) =>
        `\`${name}\` can't be the name of ${what}: lower-case letters, digits and hyphens, at most 63, a letter first`,
      remedy: ({ suggestion }: { suggestion?: string }) =>
        suggestion === undefined ? 'choose another name, for example  "backend"' : `write  "${suggestion}"`,
      explain:
        "Names of services and databases become host names, folder names and names of cluster objects, so they have to be valid in all of these: the " +
        "label of a host name (RFC 1123) in lower case, at most 63 characters. `localhost` always means the machine itself and can't be taken.",
    },
    "SEA-2108": {
      sentence: ({ what, name, other }: { what: string; name: string; other: string }) => `${what} ${name} has the name of a ${other}`,
      remedy: "give one of the two another name",
      explain:
        "Services and databases of a project share one set of names, because settings refer to them by name (`users.uri`) and services reach each other " +
        "by it (`http://backend:5001`).",
    },
    "SEA-2109": {
      sentence: ({ property, node, ref, target }: Of & { ref: string; target: string }) =>
        `${property} of ${node} refers to ${ref}, but ${target} is not in the project`,
      remedy: ({ target }: { target: string }) => `add ${target} to  services  of the project`,
      explain:
        "A setting refers to a service that the project does not list. It would never be started, so the reference could lead nowhere. " +
        "Databases need no listing: a reference is enough.",
    },
    "SEA-2110": {
      sentence: ({ what }: { what: string; instead: string }) =>
        `${what} can't be part of a text: its value is not known while the config is evaluated`,
      remedy: ({ instead }: { instead: string }) => instead,
      explain:
        "The config puts a reference, a secret, a service or a database into a text, as in `${users.host}`. What it stands for is known only when the " +
        "thing exists, and differs from environment to environment, so the text would be wrong everywhere.\n\n" +
        "Pass it as a setting of its own and let the program put the parts together. For databases, `users.uri` is the whole address.",
    },
    "SEA-2111": {
      sentence: ({ property, node, expected }: Of & { expected: string }) => `${property} of ${node} must be ${expected}`,
      remedy: 'write a text, a reference such as  users.uri  or  secret("NAME")',
      explain:
        "A setting is an environment variable of the service. It is a text, a property of another node (`users.uri`, `backend.url`) or a secret " +
        '(`secret("SECRET_KEY")`). A whole node has no text form, and a number or `true` would hide how it is written: say `"5001"` or `"true"`.',
    },
    "SEA-2112": {
      sentence: ({ property, node, unsupported }: Of & { unsupported: string; shell: string }) =>
        unsupported === "'" || unsupported === '"'
          ? `${property} of ${node} opens a quote (${unsupported}) and never closes it`
          : `${property} of ${node} holds \`${unsupported}\`, which only a shell understands`,
      remedy: ({ unsupported, shell }: { unsupported: string; shell: string }) =>
        unsupported === "'" || unsupported === '"' ? "close the quote, or write a list of words" : `write  ${shell}  if you want a shell`,
      explain:
        "A command is started without a shell: it gets signals directly, and nothing in it is expanded. A text is only split into words, with quotes as in " +
        "a shell. Variables, pipes, redirections and `&&` would reach the program as plain arguments, which is never what was meant.\n\n" +
        'Write `["sh", "-c", "…"]` where you want a shell, or a list of words where the character is meant as it stands.',
    },
    "SEA-2113": {
      sentence: ({ property, node, path }: Of & { path: string }) => `${property} of ${node} leaves the project's folder: ${path}`,
      remedy: "move it below the folder of seaway.config.ts and write its path from there, with /",
      explain:
        "Paths in a config are relative to the folder of `seaway.config.ts` and stay inside it, also through symbolic links. A release must be complete: " +
        "what lies elsewhere would not be in the commit, on the test machine or in an image.",
    },
    "SEA-2114": {
      sentence: ({ name, node }: { name: string; node: string }) => `\`${name}\` of ${node} can't be the name of an environment variable`,
      remedy: "use letters, digits and _, and no digit first",
      explain:
        "Names of settings are those that every shell can read and pass on: letters, digits and `_`, not starting with a digit (POSIX).",
    },
    "SEA-2115": {
      sentence: ({ property, node, ref, target }: Of & { ref: string; target: string }) =>
        `${property} of ${node} refers to ${ref}, but ${target} has no port`,
      remedy: ({ target }: { target: string }) => `give ${target} a port, for example  port: 5000`,
      explain: "Only a service with a port can be reached. A worker has none, so its `url`, `host` and `port` would lead nowhere.",
    },
    "SEA-2116": {
      sentence: ({ service, environment, nearest }: { service: string; environment: string; nearest?: string }) =>
        `environment ${environment} changes \`${service}\`, which is no service of the project${nearest === undefined ? "" : `: did you mean \`${nearest}\`?`}`,
      remedy: ({ nearest }: { nearest?: string }) =>
        nearest === undefined ? "name a service of the project, or take the entry away" : `write  ${nearest}`,
      explain:
        "An environment may change properties of services that the project has. An entry for another name would never have an effect.",
    },
    "SEA-2117": {
      sentence: ({ name, nearest }: { name: string; known: string; nearest?: string }) =>
        `the project has no environment \`${name}\`${nearest === undefined ? "" : `: did you mean \`${nearest}\`?`}`,
      remedy: ({ known }: { known: string }) => `use one of  ${known}`,
      explain:
        "A command, the config's `default` or `seaway.local.ts` names an environment that is not among the project's `environments`.",
    },
    "SEA-2118": {
      sentence: ({ service, other, port, environment }: { service: string; other: string; port: string; environment: string }) =>
        `${service} and ${other} are both public at port ${port} in environment ${environment}`,
      remedy: "give one of them another port, or make only one public",
      explain:
        "Services may share a port among themselves, because each has an address of its own. Users reach public services at one address, where a port " +
        "leads to one service only.",
    },
    "SEA-2119": {
      sentence: ({ node, port, first }: { node: string; port: string; first: string }) =>
        `port of ${node} is ${port}, and an ordinary user may listen only from ${first} on`,
      remedy: ({ first }: { first: string }) => `use a port from ${first} on, for example  port: 8080`,
      explain:
        "The kernel keeps low ports for root (`/proc/sys/net/ipv4/ip_unprivileged_port_start`, usually 1024), and Seaway runs as you. " +
        "As root, or where the machine allows it, low ports work.",
    },
    "SEA-2133": {
      sentence: ({ node, service, nearest }: { node: string; service: string; known: string; nearest?: string }) =>
        `\`migrate\` of ${node} names \`${service}\`, which is no service of the project${nearest === undefined ? "" : `: did you mean \`${nearest}\`?`}`,
      remedy: ({ known, nearest }: { known: string; nearest?: string }) =>
        nearest === undefined ? `name one of  ${known}` : `write  service: "${nearest}"`,
      explain:
        "A migration that is a command runs in the bundle and with the settings of a service. It is named by a text, because the service's own settings " +
        "refer to the database already.",
    },
    "SEA-2132": {
      sentence: ({ property, node, wants, path }: Of & { wants: string; path: string }) =>
        `${property} of ${node} names a ${wants} that is not there: ${path}`,
      remedy: "correct the path; it is relative to the folder of the config",
      explain:
        "The config names a file or folder that does not exist, or that is of the other kind (a file where a folder is meant). Paths are relative to the " +
        "folder of `seaway.config.ts`, upper and lower case count.",
    },
  }),
};
