import { callSite } from "./call-site.ts";
import { wrong } from "./config-check/spot.ts";
import { isRecord } from "./config-check/spot.ts";
import { property, type PropertyKind, type PropsOf } from "./properties/property.ts";
import { yesOrNo } from "./properties/yes-or-no.ts";
import { serviceProperties } from "./service.ts";

const { command, health, env, replicas, memory, public: isPublic } = serviceProperties;

/** Properties of a service that an environment may change. What makes a service that service (path, kind, port, volume) is the same everywhere. */
export const overridableProperties = { command, health, env, replicas, memory, public: isPublic };

export type ServiceOverrides = Partial<PropsOf<typeof overridableProperties>>;

/** Services by name, each with what differs; read by the check of the project, which knows the services. */
const overrides: PropertyKind<Readonly<Record<string, ServiceOverrides>>, Readonly<Record<string, unknown>>> = {
  type: "Readonly<Record<string, ServiceOverrides>>",
  read: (value, spot, example) => (isRecord(value) ? value : wrong(spot, value, "an object with services by their names", example)),
};

export const localProperties = {
  protected: property(yesOrNo, {
    doc: "Whether `destroy` refuses the environment until this is taken away.",
    example: "true",
    default: false,
  }),
  services: property(overrides, {
    doc: "What differs here from the description of the services; settings are merged one by one.",
    example: "{ backend: { replicas: 2 } }",
    default: {},
  }),
};

export type LocalProps = PropsOf<typeof localProperties>;

/** A place where the project runs, with what carries it. */
export interface Environment {
  readonly kind: "environment";
  readonly target: "local";
  readonly props: LocalProps;
  readonly site: string;
}

/** An environment on this machine: embedded PostgreSQL and Seaway's own runtime, no account, no Docker. */
export const local = (props: LocalProps = {}): Environment =>
  Object.freeze({ kind: "environment", target: "local", props, site: callSite() });
