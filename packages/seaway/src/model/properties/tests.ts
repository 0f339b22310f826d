import { isRecord, wrong } from "../config-check/spot.ts";
import type { TestDefinition } from "../definition.ts";
import { parseDuration } from "../../std/duration.ts";
import { command } from "./command.ts";
import { property, readProps, type PropertyKind, type PropsOf } from "./property.ts";
import { wholeNumber } from "./whole-number.ts";
import { yesOrNo } from "./yes-or-no.ts";

const TIMEOUT_MS = 600_000;

const duration: PropertyKind<string, number> = {
  type: "string",
  read(value, spot, example) {
    const ms = typeof value === "string" ? parseDuration(value) : undefined;
    return ms === undefined || ms <= 0 ? wrong(spot, value, 'a duration, such as "10m"', example) : ms;
  },
};

export const testProperties = {
  command: property(command, {
    doc: "Program that runs the tests, in the service's folder, in place of pytest. It writes JUnit XML to the file that JUNIT_FILE names.",
    example: '"python run_tests.py"',
    otherwise: "pytest",
  }),
  network: property(yesOrNo, {
    doc: "Whether tests may reach the network. Else they see their own copy of the system and nothing beside it.",
    example: "true",
    default: false,
  }),
  timeout: property(duration, {
    doc: "How long the suite may take, its copy of the system included.",
    example: '"5m"',
    default: "10m",
  }),
  retryFlaky: property(wholeNumber(0, 5), {
    doc: "How often failed tests are tried again. One that passes then is reported as flaky, never as plainly passed.",
    example: "2",
    default: 0,
  }),
};

export type TestProps = PropsOf<typeof testProperties>;

/** How a service is tested, or `false` for one that has no tests. */
export const tests: PropertyKind<TestProps | false, TestDefinition | false> = {
  type: "false | { readonly command?: string | readonly string[]; readonly network?: boolean; readonly timeout?: string; readonly retryFlaky?: number }",
  read(value, spot, example) {
    if (value === false) return false;
    if (!isRecord(value)) return wrong(spot, value, "false, or an object that says how it is tested", example);
    const { command: words, network = false, timeout = TIMEOUT_MS, retryFlaky = 0 } = readProps(testProperties, value, spot);
    return { ...(words === undefined ? {} : { command: words }), network, timeoutMs: timeout, retryFlaky };
  },
};

export const DEFAULT_TESTS: TestDefinition = { network: false, timeoutMs: TIMEOUT_MS, retryFlaky: 0 };
