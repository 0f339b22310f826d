import { join } from "node:path";
import { projectState, runtimeState } from "../../folders.ts";
import type { EnvironmentRecord } from "./snapshot/snapshot.ts";

type Of = Pick<EnvironmentRecord, "project" | "environment">;

/** By what the snapshot knows an environment. */
export const environmentKey = ({ project, environment }: Of): string => `${project}/${environment}`;

/** Whose uid its instances get. */
export const environmentIdentity = (of: Of): string => `environment:${environmentKey(of)}`;

/** Where the files of the local runtime lie. All of it is 0700; what instances may see of it is bound into their own mounts. */
export const environmentFolder = ({ project, environment }: Of): string => join(runtimeState(), "environments", project, environment);
export const hostsFile = (of: Of): string => join(environmentFolder(of), "hosts");
export const instanceFolder = (of: Of, instance: string): string => join(environmentFolder(of), "instances", instance);
export const residentFolder = (of: Of, id: string): string => join(environmentFolder(of), "residents", id);

/** HOME of an instance, the only folder of it that it may write to. */
export const instanceHome = (of: Of, instance: string): string => join(instanceFolder(of, instance), "home");

/** Logs outlive what wrote them; they lie with the project. */
export const logFolder = ({ project, environment }: Of): string => join(projectState(project), "logs", environment);
export const instanceLog = (of: Of, service: string, instance: string): string => join(logFolder(of), service, `${instance}.log`);
export const residentLog = (of: Of, id: string): string => join(logFolder(of), `${id}.log`);
