import { catalogue } from "./catalogue.ts";

const EXAMPLE = 'export default project("users", { services: [backend], environments: { local: local() } });';

/** How a config is found and evaluated; what stands in it is in `config.ts`. */
export const configFileErrors = catalogue({
  "SEA-2101": {
    sentence: ({ folder, root }: { folder: string; root: string }) =>
      folder === root
        ? `there is no seaway.config.ts in ${folder}`
        : `there is no seaway.config.ts in ${folder} or above it, up to ${root}`,
    remedy: `write one: a service("backend", { path: "backend", port: 5000 }) and  ${EXAMPLE}`,
    explain:
      "Seaway looks for `seaway.config.ts` (or `.mts`) from the working directory upward to the root of the git repository, never beyond; outside a " +
      "repository, only in the working directory. `-C DIR` starts elsewhere, `--config FILE` names the file.\n\nThe smallest one:\n\n```ts\n" +
      'import { local, project, service } from "seaway";\n\nconst backend = service("backend", { path: "backend", port: 5000, public: true });\n\n' +
      `${EXAMPLE}\n\`\`\``,
  },
  "SEA-2102": {
    sentence: ({ first, second, folder }: { first: string; second: string; folder: string }) =>
      `${folder} holds both ${first} and ${second}`,
    remedy: "delete one of them, or name one with  --config FILE",
    explain:
      "Two config files in one folder: Seaway can't know which one is meant, and taking one silently would make changes in the other do nothing.",
  },
  "SEA-2103": {
    sentence: ({ file }: { file: string }) => `there is no config file ${file}`,
    remedy: "check the path given with --config or SEAWAY_CONFIG",
    explain: "A config file was named and is not there, or is no file. Seaway does not look elsewhere when one is named.",
  },
  "SEA-2120": {
    sentence: ({ message }: { message: string }) => `the config is not valid TypeScript: ${message}`,
    remedy: "correct the line",
    explain:
      "The file could not be parsed, so nothing of it was evaluated. The position is where the parser gave up; the mistake is there or just before it.",
  },
  "SEA-2121": {
    sentence: ({ message }: { message: string }) => `the config failed: ${message}`,
    remedy: "correct the line; the program's own output is shown as log",
    explain:
      "A statement of the config threw an error while it was evaluated. Configs run in a process of their own: with `PATH` and the locale as their only " +
      "environment, without secrets, and with the right to read the repository and nothing else.",
  },
  "SEA-2122": {
    sentence: ({ feature }: { feature: string }) => `a config can't use ${feature}: types are removed from it, nothing is translated`,
    remedy: "write it in plain JavaScript with types, for example a const object instead of an enum",
    explain:
      "Node runs TypeScript by blanking out the types. What would need code to be generated (`enum`, `namespace` with values, parameter properties, " +
      "`import … = require`) does not work. tsconfig's `erasableSyntaxOnly` shows these in the editor.",
  },
  "SEA-2123": {
    sentence: ({ file }: { file: string }) => `${file} has no default export`,
    remedy: ({ file }: { file: string }) =>
      file === "seaway.local.ts" ? "end it with  export default localOverrides({ … });" : `end it with  ${EXAMPLE}`,
    explain: "Seaway reads the default export of the config: the project. A file without one describes nothing.",
  },
  "SEA-2124": {
    sentence: ({ file, builder, found }: { file: string; builder: string; found: string }) =>
      `the default export of ${file} is no ${builder}(…), but: ${found}`,
    remedy: ({ builder }: { builder: string }) => `export what  ${builder}(…)  returns`,
    explain:
      "The default export must be made by the builder: `project(…)` in `seaway.config.ts`, `localOverrides(…)` in `seaway.local.ts`. A plain object, a function or a " +
      "promise is not accepted, because it would not be checked by the compiler either.",
  },
  "SEA-2125": {
    sentence: ({ limit }: { limit: string }) => `the config was not evaluated within ${limit}`,
    remedy: "look for an endless loop, or for an await that never ends",
    explain:
      "A config describes; it must not wait for the network or compute for long. Evaluation was ended after the limit, and nothing was changed.",
  },
  "SEA-2126": {
    sentence: ({ how }: { how: string }) => `the config's process ended before it yielded a project: ${how}`,
    remedy: "take process.exit() and the like out of the config",
    explain:
      "The process that evaluates the config went away by itself: by `process.exit()`, by a signal, for lack of memory, or because it awaits something that never comes.",
  },
  "SEA-2127": {
    sentence: ({ what }: { what: string }) => `the config imports \`${what}\`, which is not there`,
    remedy: "check the path (with its extension, as ./names.ts), or install the package beside the config",
    explain:
      "An import of the config could not be resolved. `seaway` itself is always there; other packages must be installed in the repository. Relative imports name " +
      "the file with its extension.",
  },
  "SEA-2128": {
    sentence: ({ name, nearest }: { name: string; nearest?: string }) =>
      `\`seaway\` exports no \`${name}\`${nearest === undefined ? "" : `: did you mean \`${nearest}\`?`}`,
    remedy: ({ nearest }: { nearest?: string }) =>
      nearest === undefined ? "import one of  service, database, local, project, secret, localOverrides" : `write  ${nearest}`,
    explain: "The config imports a name from `seaway` that does not exist in this version.",
  },
  "SEA-2129": {
    sentence: ({ what }: { what: string }) => `the config tried to ${what}, which a config may not do`,
    remedy: "write the value into the config, or pass it as a secret or a setting",
    explain:
      "A config is evaluated with the right to read the repository and nothing else: it starts no program, writes no file and reads nothing outside. So the same commit always " +
      "describes the same project, on every machine. This keeps honest configs honest; it is no sandbox against hostile code.",
  },
  "SEA-2130": {
    sentence: ({ environment, target }: { environment: string; target: string }) =>
      `seaway.local.ts changes environment ${environment}, whose target is ${target}: it may change only local ones`,
    remedy: "put the change into seaway.config.ts, where everybody sees it",
    explain:
      "`seaway.local.ts` is ignored by git and holds what differs on one machine. What is shared with others must not depend on a file that only one person has.",
  },
  "SEA-2131": {
    sentence: ({ file }: { file: string }) => `${file} does not hold the id of a project`,
    remedy: ({ file }: { file: string }) => `bring it back from git:  git checkout -- ${file}`,
    explain:
      "`.seaway/project` is one line such as `users-3f9c2a71b4`. It names the folder that holds the project's store, so it is committed and never edited. With " +
      "another id Seaway would know nothing of what it made before. Delete it only if the project was never brought up.",
  },
});
