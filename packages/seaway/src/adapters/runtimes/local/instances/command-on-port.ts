/**
 * The start command with its own port option led to the assigned port: `gunicorn -b 0.0.0.0:5001 app:app` listens on 127.0.0.1:43117.
 * An option outranks the environment in all three servers, so the environment alone is not enough. What names no port stays as it is.
 * @source rules-rollout 12.2
 */
export function commandOnPort(command: readonly string[], port: number, host = "127.0.0.1"): readonly string[] {
  const server = serverOf(command);
  if (server === undefined) return command;
  const options = OPTIONS[server];
  const rewritten: string[] = [];
  // A server opens every address that it is given, and the same one twice is taken: of several, one stays.
  const given = new Set<Option["value"]>();
  for (let at = 0; at < command.length; at += 1) {
    const word = command[at] ?? "";
    const option = at === 0 ? undefined : options.find((option) => matches(option, word));
    if (option === undefined) {
      rewritten.push(word);
      continue;
    }
    const { name, value, joined } = option;
    // The value stands in this word (`--bind=X`, `-bX`) or is the next one.
    const inWord = word !== name;
    if (!inWord) at += 1;
    if (value === undefined || given.has(value)) continue;
    given.add(value);
    const text = value(port, host);
    if (inWord) rewritten.push(`${name}${joined ? "" : "="}${text}`);
    else rewritten.push(name, text);
  }
  return rewritten;
}

interface Option {
  readonly name: string;
  /** Absent: the option is dropped, because the port makes it void. */
  readonly value?: (port: number, host: string) => string;
  /** Whether a value follows without `=`: `-b0.0.0.0:5001`. */
  readonly joined: boolean;
}

const address = (port: number, host: string): string => `${host}:${port}`;
const onHost = (_port: number, host: string): string => host;
const onPort = (port: number): string => String(port);

const OPTIONS: Readonly<Record<"gunicorn" | "flask" | "uvicorn", readonly Option[]>> = {
  gunicorn: [
    { name: "--bind", value: address, joined: false },
    { name: "-b", value: address, joined: true },
  ],
  flask: [
    { name: "--port", value: onPort, joined: false },
    { name: "-p", value: onPort, joined: true },
    { name: "--host", value: onHost, joined: false },
    { name: "-h", value: onHost, joined: true },
  ],
  uvicorn: [
    { name: "--port", value: onPort, joined: false },
    { name: "--host", value: onHost, joined: false },
    { name: "--uds", joined: false },
  ],
};

function matches({ name, joined }: Option, word: string): boolean {
  return word === name || word.startsWith(`${name}=`) || (joined && word.startsWith(name) && !word.startsWith("--"));
}

/** `gunicorn …`, `/app/bin/gunicorn …` and `python -m gunicorn …` are one server. */
function serverOf(command: readonly string[]): keyof typeof OPTIONS | undefined {
  const program = command[0]?.split("/").at(-1) ?? "";
  const name = /^python[\d.]*$/.test(program) && command[1] === "-m" ? command[2] : program;
  return name === "gunicorn" || name === "flask" || name === "uvicorn" ? name : undefined;
}

/**
 * What gunicorn reads from GUNICORN_CMD_ARGS: ours first, so that what the user's own holds wins, and one bind, because gunicorn opens all
 * that it is given. Its keep-alive must exceed the proxy's idle limit, or a request meets a connection that is just closing.
 */
export function gunicornArguments(port: number | undefined, own: string, host = "127.0.0.1"): string {
  const bind = port === undefined ? [] : ["--bind", address(port, host)];
  const rest = port === undefined ? own : own.replaceAll(/(^|\s)(?:--bind(?:=|\s+)|-b\s*)(?:"[^"]*"|'[^']*'|\S+)/g, "$1");
  return [...bind, "--keep-alive", "65", "--graceful-timeout", "30", rest.trim()].filter((word) => word !== "").join(" ");
}
