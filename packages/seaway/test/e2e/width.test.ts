import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NumberedEvent } from "../../src/model/events/run-event.ts";
import { dumpStore, namesIn, stateOfProject } from "./outside.ts";
import { eventsIn } from "./started.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

describe("a first up", () => {
  let project: UsersProject;
  let events: readonly NumberedEvent[];
  beforeAll(async () => {
    project = usersProject();
    const up = await project.seaway(["up", "--yes", "--json"]);
    expect(up, up.stdout + up.stderr).toMatchObject({ code: 0 });
    events = eventsIn(up.stdout);
  });
  afterAll(() => project.remove());

  test("builds both services beside the creation of the database", () => {
    const begun = ["database.users", "build.backend", "build.frontend"].map((step) => spanOf(step, events));
    const lastStart = Math.max(...begun.map(({ started }) => started));
    const firstEnd = Math.min(...begun.map(({ finished }) => finished));
    expect(lastStart).toBeLessThan(firstEnd);
  });

  test("has both installers and the database server at work at once, not only their steps open", () => {
    const acts = [
      actSpan("build.backend", "environment", events),
      actSpan("build.frontend", "environment", events),
      actSpan("database.users", "initdb", events),
    ];
    expect(Math.max(...acts.map(({ started }) => started))).toBeLessThan(Math.min(...acts.map(({ finished }) => finished)));
  });

  test("begins the rollout when all three are there", () => {
    const ends = ["database.users", "build.backend", "build.frontend"].map((step) => spanOf(step, events).finished);
    expect(spanOf("rollout", events).started).toBeGreaterThan(Math.max(...ends));
  });

  test("prints exactly the events that another reader finds in the store", () => {
    const stored = dumpStore(project)
      .split("\n")
      .filter((line) => line.startsWith("events "));
    expect(stored).toHaveLength(events.length);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });
});

describe.each([
  { installer: "uv", says: /no version of flask==999\.0\.0/ },
  { installer: "pip", says: /No matching distribution found for flask==999\.0\.0/ },
])("a requirement that $installer can't find", ({ installer, says }) => {
  let project: UsersProject;
  beforeAll(() => void (project = usersProject({ uv: installer === "uv" })));
  afterAll(() => project.remove());

  test("stops only the rollout: the other build and the database finish, and the report shows the line and what was said", async () => {
    project.edit("backend/requirements.txt", "flask==3.1.3", "flask==999.0.0");
    const up = await project.seaway(["up", "--yes", "--json"]);
    const events = eventsIn(up.stdout);
    expect(up.code).toBe(22);
    expect(outcomes(events)).toEqual({
      "database.users": "succeeded",
      "build.backend": "failed",
      "build.frontend": "succeeded",
      rollout: "skipped",
    });
    expect(namesIn(join(stateOfProject(project), "environments")).filter((name) => name.endsWith(".complete"))).toHaveLength(1);

    const told = await project.seaway(["attach", "1"]);
    expect(told.code).toBe(22);
    expect(told.stderr).toContain("backend/requirements.txt:2");
    expect(told.stderr).toMatch(says);
  });

  test("is all that has to be corrected", async () => {
    project.edit("backend/requirements.txt", "flask==999.0.0", "flask==3.1.3");
    const up = await project.seaway(["up", "--yes", "--json"]);
    expect(up.code).toBe(0);
    expect(outcomes(eventsIn(up.stdout))).toEqual({ "build.backend": "succeeded", "build.frontend": "cached", rollout: "succeeded" });
  });
});

interface Span {
  readonly started: number;
  readonly finished: number;
}

/** Places in the log, not times: what the log orders was so. */
const spanOf = (step: string, events: readonly NumberedEvent[]): Span => ({
  started: placeOf(events, (event) => event.type === "step.started" && event.step === step),
  finished: placeOf(events, (event) => event.type === "step.finished" && event.step === step),
});

const actSpan = (step: string, act: string, events: readonly NumberedEvent[]): Span => ({
  started: placeOf(events, (event) => event.type === "act.intended" && event.step === step && event.act === act),
  finished: placeOf(events, (event) => event.type === "act.finished" && event.step === step && event.act === act),
});

function placeOf(events: readonly NumberedEvent[], answers: (event: NumberedEvent) => boolean): number {
  const found = events.find(answers);
  if (found === undefined) throw new Error(`there is no such event among\n${events.map((event) => JSON.stringify(event)).join("\n")}`);
  return found.seq;
}

const outcomes = (events: readonly NumberedEvent[]): Record<string, string> =>
  Object.fromEntries(events.flatMap((event) => (event.type === "step.finished" ? [[event.step, event.outcome]] : [])));
