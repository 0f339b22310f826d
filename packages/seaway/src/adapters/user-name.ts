import { userInfo } from "node:os";

/** Login name of whoever runs this; his number where the machine has no line for him, as in many containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
