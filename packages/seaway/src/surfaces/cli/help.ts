import { failure } from "../../model/errors/failure.ts";
import { nearestName } from "../../std/nearest-name.ts";
import { COMMANDS, findCommand } from "./argv/commands.ts";
import type { Run } from "./invocation.ts";
import { commandHelp, firstScreen, groupHelp } from "./render/help.ts";

/** `seaway help`, and `-h` anywhere. */
export const run: Run = async ({ command, args }, io) => {
  const topic = command?.name === "help" ? args.join(" ") : (command?.name ?? "");
  io.out(io.outStyle.text(page(topic, io.outStyle)));
  return 0;
};

function page(topic: string, style: Parameters<typeof firstScreen>[0]): string {
  if (topic === "") return firstScreen(style);
  const command = findCommand(topic);
  if (command) return commandHelp(command, style);
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${topic} `));
  if (group.length > 0) return groupHelp(topic, group, style);
  const names = COMMANDS.map(({ name }) => name);
  throw failure("SEA-1001", { command: topic, nearest: nearestName(topic, names) });
}
