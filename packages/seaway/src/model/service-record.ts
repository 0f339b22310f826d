import type { ServiceDefinition } from "./definition.ts";

/**
 * What was carried out for a service, as recorded after its rollout and compared by the next plan. Secrets are here by version and HMAC.
 * A type, not an interface, so that it is JSON to the compiler.
 */
export type ServiceRecord = {
  readonly definition: Omit<ServiceDefinition, "env"> & {
    readonly env: Readonly<Record<string, string | { ref: string } | { secret: string }>>;
  };
  /** Key of the build whose artifact it runs. */
  readonly key: string;
  readonly secrets: Readonly<Record<string, { readonly version: number; readonly mac: string }>>;
};
