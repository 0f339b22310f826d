/** What a `seaway.config.ts` imports. A table of contents, nothing else. */
export { database, type Database, type DatabaseProps } from "./model/database.ts";
export { local, type Environment, type LocalProps, type ServiceOverrides } from "./model/environment.ts";
export { machine, type Machine, type MachineProps } from "./model/machine.ts";
export { localOverrides, project, type LocalOverrides, type Project, type ProjectProps } from "./model/project.ts";
export type { Reference } from "./model/reference.ts";
export { secret, type SecretReference } from "./model/secret.ts";
export { service, type Service, type ServiceProps } from "./model/service.ts";
export type { Setting, SettingValue, Settings } from "./model/setting.ts";

export type { ProjectDefinition } from "./model/definition.ts";
