import { toProblem } from "../../model/errors/failure.ts";
import { releaseLabel } from "../../model/numbers.ts";
import type { Plan } from "../../model/plan.ts";
import { mustHave } from "../../std/must-have.ts";
import { databaseNode, migrationNode } from "../plan/settings.ts";
import type { Ports } from "../ports/ports.ts";
import type { ServiceVersion } from "../ports/runtime.ts";
import type { EngineActs } from "../run/acts.ts";
import type { OpenDeployment } from "./open-deployment.ts";

/** What was done to the databases before anything started. */
export interface Migrated {
  /** By database: names of what was applied. */
  readonly applied: Readonly<Record<string, readonly string[]>>;
  /** By database: the backup that was made before, because what serves can't read what the migrations make. */
  readonly backups: Readonly<Record<string, string>>;
  /** Databases that were brought to where what served can't follow, as their config declares. */
  readonly breaking: readonly string[];
}

/**
 * Brings each database to where the release needs it, before anything of the release starts. Forward only, each part once a database, as
 * the database says itself: a resumed run asks it again. What was done is told to `note` part by part, also when a later one fails.
 */
export async function migrate(
  opened: OpenDeployment,
  { plan, ports, acts, stop }: { readonly plan: Plan; readonly ports: Ports; readonly acts: EngineActs; readonly stop: AbortSignal },
  note: (migrated: Migrated) => void,
): Promise<void> {
  const { rollout } = opened;
  const applied: Record<string, readonly string[]> = {};
  const backups: Record<string, string> = {};
  const breaking: string[] = [];
  const tell = (): void => note({ applied: { ...applied }, backups: { ...backups }, breaking: [...breaking] });
  const pending = plan.definition.databases.filter(({ name }) =>
    plan.changes.some(({ node, action }) => node === migrationNode(name) && action === "run"),
  );
  const release = mustHave(await ports.store.getRelease(rollout.release), releaseLabel(rollout.release));
  for (const database of pending) {
    const { name, migrate: how, compatible } = database;
    const { kind: kindName, ...recorded } = mustHave(
      (await ports.store.nodes(plan.environment)).find(({ node }) => node === databaseNode(name)),
      databaseNode(name),
    );
    const kind = mustHave(ports.provider.resources[kindName], kindName);
    const identity = { project: ports.project, environment: plan.environment, node: databaseNode(name) };
    if (compatible === false && opened.outgoing !== undefined && kind.backup) {
      const file = `${ports.runFolder(opened.deployment.run)}/before-migration-${name}.dump`;
      acts.progress(`backs ${name} up`);
      backups[name] = await acts.act(`backup ${name}`, async () => {
        await kind.backup?.(identity, recorded, file);
        return file;
      });
      tell();
    }
    acts.progress(`migrates ${name}`);
    const migrating = acts.act(`migrate ${name}`, async (token) => {
      const version = how !== undefined && "command" in how ? serviceOf(rollout.services, how.service) : undefined;
      const command =
        version === undefined || how === undefined || !("command" in how)
          ? undefined
          : await ports.runtime.command?.(rollout, version, how.command);
      const work = {
        migration: mustHave(release.migrations?.[name], `migrations of ${name} in ${releaseLabel(release.number)}`),
        release: releaseLabel(release.number),
        stop,
        ...(command === undefined ? {} : { command }),
      };
      const done = await kind.migrate?.(identity, recorded, work, { ...acts, folder: `${acts.folder}/${token}` });
      return [...(done ?? [])];
    });
    applied[name] = await migrating.catch((cause: unknown) => {
      if (compatible === false && toProblem(cause).halfChanged !== undefined) breaking.push(name);
      tell();
      throw cause;
    });
    if (compatible === false && (applied[name]?.length ?? 0) > 0) breaking.push(name);
    tell();
  }
}

const serviceOf = (services: readonly ServiceVersion[], name: string): ServiceVersion =>
  mustHave(
    services.find(({ service }) => service === name),
    `service ${name}`,
  );
