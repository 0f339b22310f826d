import type { Provider } from "../../../engine/ports/provider.ts";
import { memoryLimitSupport } from "../../connections/local/memory-limit.ts";
import { bundle } from "./bundle.ts";
import type { LocalWorld } from "./local-world.ts";
import { postgres } from "./postgres.ts";
import { suite } from "./suite.ts";
import { volume } from "./volume.ts";

/** The target `local`: databases, volumes and bundles on this machine, with no account, no Docker and no cluster. */
export const localProvider = (world: LocalWorld): Provider => ({
  resources: { "local.postgres": postgres(world), "local.volume": volume(world) },
  tasks: { "local.bundle": bundle(world), "local.suite": suite(world) },
  kinds: { database: { postgres: "local.postgres" }, volume: "local.volume", build: "local.bundle", suite: "local.suite" },
  limitsMemory: () => memoryLimitSupport() !== undefined,
});
