import { chmod, lstat, mkdir, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure } from "../../model/errors/failure.ts";
import { socketFolder } from "../folders.ts";

/** Where a process of ours is steered: `controlSocket("runtime")`. Below the socket folder, so that database sockets can lie beside it with modes of their own. */
export const controlSocket = (name: string): string => join(socketFolder(), "control", `${name}.sock`);

/**
 * Makes the folder of a control socket, 0700. What lies above it is only passable for root, whose environments have groups of their own.
 * @throws SEA-5331 when somebody else owns it: /tmp is everybody's, and a folder there may have been made for us to fall into
 */
export async function makeControlFolder(socket: string): Promise<void> {
  const folder = dirname(socket);
  const root = process.getuid?.() === 0;
  await mkdir(dirname(folder), { recursive: true, mode: root ? 0o711 : 0o700 });
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw failure("SEA-5331", { folder });
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** Takes the folder away, and the one above it, unless something is in it. */
export async function removeControlFolder(socket: string): Promise<void> {
  const folder = dirname(socket);
  await rmdir(folder)
    .then(() => rmdir(dirname(folder)))
    .catch(() => undefined);
}
