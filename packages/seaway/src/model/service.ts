import { callSite } from "./call-site.ts";
import { command } from "./properties/command.ts";
import { memory } from "./properties/memory.ts";
import { oneOf } from "./properties/one-of.ts";
import { projectPath } from "./properties/project-path.ts";
import { property, type PropsOf } from "./properties/property.ts";
import { settings } from "./properties/settings.ts";
import { text } from "./properties/text.ts";
import { tests } from "./properties/tests.ts";
import { volume } from "./properties/volume.ts";
import { wholeNumber } from "./properties/whole-number.ts";
import { yesOrNo } from "./properties/yes-or-no.ts";
import { referencesTo, type Reference } from "./reference.ts";
import { refusingText } from "./refusing-text.ts";
import type { Settings } from "./setting.ts";

export const serviceProperties = {
  path: property(projectPath("folder"), {
    doc: "Folder of its sources, below the project's folder. Its command runs there.",
    example: '"backend"',
    required: true,
  }),
  kind: property(oneOf("web", "worker"), {
    doc: "`web` answers requests at its port; `worker` has no port and is well as long as it runs.",
    example: '"worker"',
    otherwise: '`"web"` if it has a port, else `"worker"`',
  }),
  port: property(wholeNumber(1, 65_535), {
    doc: "Port that its callers use: other services reach `backend` with port 5001 at `http://backend:5001`.",
    example: "5000",
  }),
  command: property(command, {
    doc:
      "Program that serves, with its arguments; run without a shell in the service's folder. " +
      "A text is split into words, and quotes keep a word together; a list is taken as it is.",
    example: '"gunicorn app:app"',
    default: "gunicorn app:app",
  }),
  health: property(text(/^\/[^\s#]*$/, "a path that starts with /"), {
    doc: "Path that answers 2xx when an instance is well. Without it an instance that answers at all counts as reached, not as verified.",
    example: '"/health"',
  }),
  env: property(settings, {
    doc: 'Environment variables: texts, properties of other nodes such as `users.uri`, secrets such as `secret("SECRET_KEY")`.',
    example: "{ DATABASE_URI: users.uri }",
    default: {},
  }),
  replicas: property(wholeNumber(1, 100), {
    doc: "How many instances run side by side.",
    example: "2",
    default: 1,
  }),
  memory: property(memory, {
    doc: "Most memory that an instance may use, as a number of MiB or as a text with `Mi` or `Gi`.",
    example: '"256Mi"',
    otherwise: "no limit",
  }),
  public: property(yesOrNo, {
    doc: "Whether it has an entry point at which users reach it.",
    example: "true",
    default: false,
  }),
  volume: property(volume, {
    doc: "A folder that outlives releases: its name among the project's data, and the absolute path at which each instance finds it.",
    example: '{ name: "uploads", path: "/data/uploads" }',
  }),
  test: property(tests, {
    doc: "How it is tested before a release is made of it; `false`: it has no tests. A service without a single test is refused otherwise.",
    example: '{ timeout: "5m" }',
    otherwise: "pytest, in a private copy of the whole system",
  }),
};

export type ServiceProps = PropsOf<typeof serviceProperties>;

const REFERENCES = ["url", "host", "port"] as const;

/** A service of the project; `url`, `host` and `port` are how others find it. */
export interface Service extends Readonly<Record<(typeof REFERENCES)[number], Reference>> {
  readonly kind: "service";
  readonly node: string;
  readonly props: ServiceProps;
  readonly site: string;
}

/** Describes one kind of process of the project. Nothing is checked or done here: the whole project is checked at once. */
export function service<Env>(name: string, props: Omit<ServiceProps, "env"> & { readonly env?: Settings<Env> }): Service {
  const bare = { kind: "service", node: name, props, site: callSite() } as unknown as Service;
  const made = refusingText(bare, `service ${name}`, `pass one of its properties: ${name}.url, ${name}.host or ${name}.port`);
  return Object.freeze(Object.assign(made, referencesTo(made, REFERENCES)));
}
