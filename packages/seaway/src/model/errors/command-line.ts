import { catalogue } from "./catalogue.ts";

const didYouMean = (nearest: string | undefined): string => (nearest === undefined ? "" : `; did you mean ${nearest}?`);

/** What goes wrong between a person and the command line. Nothing was touched when one of these is printed. */
export const commandLineErrors = catalogue({
  "SEA-1001": {
    sentence: ({ command, nearest }: { command: string; nearest?: string | undefined }) =>
      `there is no command ${command}${didYouMean(nearest && `seaway ${nearest}`)}`,
    remedy: "seaway help lists the commands",
    explain: "The first word after `seaway` is not one of its commands. A misspelt command suggests the nearest one and never runs it.",
  },
  "SEA-1002": {
    sentence: ({ flag, nearest }: { flag: string; nearest?: string | undefined }) => `there is no flag ${flag}${didYouMean(nearest)}`,
    remedy: "seaway help COMMAND lists the flags of a command",
    explain:
      "The command line holds a flag that Seaway does not know. Flags come after the command or before it, in any order; what follows `--` is never a flag.",
  },
  "SEA-1003": {
    sentence: ({ flag, value, expected }: { flag: string; value?: string | undefined; expected: string }) =>
      value === undefined ? `${flag} needs a value: ${expected}` : `${flag} can't be "${value}": it takes ${expected}`,
    remedy: ({ flag, expected }: { flag: string; value?: string | undefined; expected: string }) => `${flag} with ${expected}`,
    explain:
      "A flag has no value, or one that it does not take. Durations are written `30s`, `15m` or `2h`; runs `128` or `#128`.\n\n" +
      "The same holds for the variable of a flag (`SEAWAY_ENV` for `--env`).",
  },
  "SEA-1004": {
    sentence: ({ flag, value }: { flag: string; value: string }) => `${flag} takes no value, and got "${value}"`,
    remedy: ({ flag }: { flag: string; value: string }) => `${flag} alone`,
    explain: "A flag that is only there or not there was written with `=` and a value.",
  },
  "SEA-1005": {
    sentence: ({ usage, problem }: { usage: string; problem: string }) => `${problem}; the command is written  ${usage}`,
    remedy: ({ usage }: { usage: string; problem: string }) => usage,
    explain: "The command got more or fewer words than it takes. `seaway help COMMAND` shows how it is written, with examples.",
  },
  "SEA-1006": {
    sentence: ({ flag, command }: { flag: string; command: string }) => `seaway ${command} has no use for ${flag}`,
    remedy: ({ command }: { flag: string; command: string }) => `seaway help ${command} lists its flags`,
    explain:
      "The flag exists, for other commands. It is refused rather than ignored, so that nobody relies on something that does nothing.",
  },
  "SEA-1007": {
    sentence: ({ first, second }: { first: string; second: string }) => `${first} and ${second} exclude each other`,
    remedy: ({ first, second }: { first: string; second: string }) => `${first} or ${second}, not both`,
    explain: "Two flags ask for different things.",
  },
  "SEA-1101": {
    sentence: ({ question }: { question: string; flag: string }) => `${question} needs an answer, and there is nobody to ask`,
    remedy: ({ flag }: { question: string; flag: string }) => flag,
    explain:
      "The command asks before it changes something. Standard input is not a terminal (or `--no-input` was given), so it stopped at once instead of waiting for ever.\n\n" +
      "`--yes` answers the question about the plan. It never allows deleting or recreating what holds data: each such thing is named by `--allow-destroy NAME`.",
    exit: 5,
  },
  "SEA-1102": {
    sentence: ({ question }: { question: string }) => `${question}: the answer was no`,
    remedy: "run the command again when you want it",
    explain:
      "The question about the plan was answered with anything but yes. The plan is kept: `seaway up --plan ID` carries it out as long as it is not stale.",
    exit: 5,
  },
  "SEA-1104": {
    sentence: ({ name, typed }: { name: string; typed: string }) => `"${typed}" is not "${name}"`,
    remedy: ({ name }: { name: string; typed: string }) => `run the command again and type ${name}`,
    explain: "A name had to be typed to confirm that something goes for good, and what was typed differs from it. Nothing was deleted.",
    exit: 5,
  },
  "SEA-1105": {
    sentence: ({ environment }: { environment: string }) => `destroying ${environment} has to be confirmed by its name`,
    remedy: ({ environment }: { environment: string }) =>
      `--confirm ${environment}, and --allow-destroy NAME for each thing that holds data and shall go`,
    explain:
      "`seaway destroy` takes an environment away. On a terminal it asks for the environment's name and then for the name of each thing that holds data; " +
      "elsewhere these are `--confirm NAME` and `--allow-destroy NAME`. What holds data and isn't named stays.",
    exit: 5,
  },
  "SEA-1106": {
    sentence: ({ environment }: { environment: string }) => `${environment} is protected, and was not named`,
    remedy: ({ environment }: { environment: string }) => `-e ${environment}`,
    explain:
      "`--yes` is enough for a protected environment only when the command line names it with `-e`: a defaulted environment isn't meant by anybody.",
    exit: 5,
  },
  "SEA-1107": {
    sentence: ({ environment }: { environment: string }) => `${environment} is protected, and is not destroyed`,
    remedy: ({ environment }: { environment: string }) => `take \`protected\` of ${environment} out of seaway.config.ts first`,
    explain:
      "An environment with `protected: true` is taken away by nobody, whatever is confirmed or named: the config has to say first that it may go.",
    exit: 5,
  },
  "SEA-1202": {
    sentence: ({ kind, name, known }: { kind: string; name: string; known: readonly string[]; nearest?: string | undefined }) =>
      `there is no ${kind} ${name}${known.length === 0 ? "" : `: there is ${new Intl.ListFormat("en-GB").format(known)}`}`,
    remedy: ({ kind, nearest }: { kind: string; name: string; known: readonly string[]; nearest?: string | undefined }) =>
      nearest === undefined ? `one of the project's ${kind}s` : `did you mean ${nearest}?`,
    explain:
      "The command names a service, an environment or a node that the project does not have. `seaway config show` lists what the config says.",
  },
  "SEA-1204": {
    sentence: ({ code, nearest }: { code: string; nearest?: string | undefined }) => `there is no error ${code}${didYouMean(nearest)}`,
    remedy: "seaway explain, with a code as errors print it: SEA-1001",
    explain:
      "Codes are `SEA-` and four digits. The first digit says where: 1 command line, 2 config, 3 provision and configure, 4 build and test, 5 publish and rollout, 7 access and secrets, 8 store, lock and engine, 9 internal.",
  },
  "SEA-1205": {
    sentence: ({ run }: { run: string }) => `${run} is over already`,
    remedy: "seaway history shows how it ended",
    explain: "Only a run that goes on can be cancelled or attached to.",
  },
  "SEA-1207": {
    sentence: ({ what }: { what: string }) => `there is no log of ${what}`,
    remedy: "seaway status shows what runs; seaway logs --run N the log of a run",
    explain: "Nothing of that name has written a log here: the service was never started in this environment, or the step ran no program.",
  },
  "SEA-1401": {
    sentence: ({ name }: { name: string }) => `the value of ${name} must not stand on the command line`,
    remedy: ({ name }: { name: string }) => `seaway secret set ${name} asks for it, or takes it from standard input`,
    explain:
      "Command lines are seen by every user of a machine and kept in a shell's history. A secret comes from standard input or from a prompt that shows nothing.",
  },
  "SEA-1402": {
    sentence: ({ name }: { name: string }) => `the value of ${name} is empty`,
    remedy: ({ name }: { name: string }) => `printf %s "$VALUE" | seaway secret set ${name}`,
    explain: "An empty secret is nearly always a variable that was not set. To take a secret away, use `seaway secret rm`.",
  },
  "SEA-1403": {
    sentence: ({ name, environment }: { name: string; environment: string }) => `there is no secret ${name} in ${environment}`,
    remedy: ({ environment }: { name: string; environment: string }) => `seaway secret ls -e ${environment}`,
    explain: "The environment has no secret of that name. Secrets belong to one environment each.",
  },
});
