import { catalogue } from "./catalogue.ts";

/** The test stage. */
export const testErrors = catalogue({
  "SEA-4201": {
    sentence: ({ service, failed, all }: { service: string; failed: number; all: number }) =>
      `${failed} of ${all} ${all === 1 ? "test" : "tests"} of ${service} failed`,
    remedy: "correct them, then run only these again:  seaway test --failed",
    explain:
      "The suite ran to its end in its own copy of the system, and some of its tests failed. Nothing is released from artifacts whose tests failed, and what " +
      "serves was never touched.\n\nEach failed test is named with its file and line and what it said. `seaway logs --run N --failed` has all of it.",
  },
  "SEA-4202": {
    sentence: ({ service }: { service: string }) => `no test of ${service} was found`,
    remedy: "add tests, or say that it has none:  test: false",
    explain:
      "pytest looked through the service's folder and collected nothing, so nothing was proven. Files must be called `test_*.py` or `*_test.py`. A service " +
      "that has no tests on purpose says so in the config.",
  },
  "SEA-4203": {
    sentence: ({ service, code }: { service: string; code: number }) =>
      `the suite of ${service} crashed (exit code ${code}), although no test failed`,
    remedy: "read its last lines; an import error in conftest.py or a wrong option is a common cause",
    explain:
      "The report and the exit code of a suite must agree. This one ended with an error and without a failed test, so it did not run to its end: what it " +
      "reported by then is no proof of anything.",
  },
  "SEA-4204": {
    sentence: ({ what }: { what: string }) => `the report of a suite can't be read: ${what}`,
    remedy: "read the suite's last lines; a command of your own must write JUnit XML to the file that JUNIT_FILE names",
    explain:
      "A suite reports as JUnit XML, which is read as plain data: a DOCTYPE and entities of its own are refused, nothing is fetched. A report that is missing or cut " +
      "off comes from a suite that was killed or that wrote somewhere else.",
  },
  "SEA-4205": {
    sentence: ({ service, limit }: { service: string; limit: string }) => `the suite of ${service} did not end within ${limit}`,
    remedy: 'look for a test that waits; or give it more time:  test: { timeout: "20m" }',
    explain: "The limit counts from the start of the suite's copy of the system. Everything of it was ended.",
  },
  "SEA-4206": {
    sentence: ({ service, part, what }: { service: string; part: string; what: string }) =>
      `the copy of the system for the tests of ${service} did not come up: ${part} ${what}`,
    remedy: "read its last lines; it runs as in an environment, with a throwaway database and throwaway secrets",
    explain:
      "Tests run beside a private, complete copy of the system: every service live, each database with schema and seed. One part of that copy did not get " +
      "ready, so no test ran. The copy has no network, and values of secrets in it are random.",
  },
  "SEA-4207": {
    sentence: ({ service }: { service: string }) => `${service} has no test of that name`,
    remedy: "look at the names:  seaway test --json",
    explain: "A test is named as pytest does (`tests/test_users.py::test_expired`), from the service's folder or from the project's.",
  },
  "SEA-4208": {
    sentence: ({ environment }: { environment: string }) => `no test failed in the newest run of each suite in ${environment}`,
    remedy: "run all of them:  seaway test",
    exit: 2,
    explain: "`seaway test --failed` runs the tests again that failed the last time their whole suite ran.",
  },
});
