import { execFile } from "node:child_process";

/**
 * Gives the beginning of a file back to the file system, while somebody appends to it: those bytes then read as zeros.
 * Node has no fallocate. Where the file system cannot do it, nothing happens: the file is 0600 and goes with its process.
 */
export function punchHole(path: string, lengthBytes: number): Promise<void> {
  return new Promise((resolve) => {
    execFile("fallocate", ["--punch-hole", "--offset", "0", "--length", String(lengthBytes), path], () => resolve());
  });
}
