import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";

/** Settings of the user for pip and uv, and the way to the network: passed on as they are. */
const PASSED_ON =
  /^(PIP_\w+|UV_\w+|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|https?_proxy|all_proxy|no_proxy|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/;

/** Where the installer keeps things is ours to say: the user's own cache is closed for who builds. */
const OURS = new Set(["PIP_CACHE_DIR", "UV_CACHE_DIR", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON"]);

export interface InstallerEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** Files and folders that the settings name: certificates, folders of wheels. */
  readonly reads: readonly string[];
  /** Passwords in addresses among the settings (`https://user:password@index/`), to be masked in logs. */
  readonly secrets: readonly string[];
}

/** What a program that fetches packages inherits of the user's environment, and nothing else of it. */
export function installerEnvironment(inherited: Readonly<Record<string, string | undefined>>): InstallerEnvironment {
  const settings = Object.entries(inherited).flatMap(([name, value]) =>
    value !== undefined && PASSED_ON.test(name) && !OURS.has(name) ? [[name, value] as const] : [],
  );
  const words = settings.flatMap(([, value]) => value.split(/\s+/));
  return {
    env: {
      PATH: inherited.PATH ?? "/usr/local/bin:/usr/bin:/bin",
      LANG: "C.UTF-8",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      ...Object.fromEntries(settings),
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
      PIP_NO_INPUT: "1",
    },
    reads: [...new Set(words.filter((word) => isAbsolute(word) && existsSync(word)))],
    secrets: passwordsIn(words.join(" ")),
  };
}

/** Passwords in addresses. */
export const passwordsIn = (settings: string): readonly string[] =>
  Array.from(settings.matchAll(/:\/\/[^/@:\s]*:([^/@\s]+)@/g), ([, password = ""]) => password);
