import { releaseLabel } from "../../model/numbers.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderNext } from "./render/next.ts";

/** Deployments flow again. */
export const run: Run = async ({ flags }, io) => {
  const { environment, environmentFlag, ports } = await openEnvironment(flags);
  const pin = await ports.store.pin(environment);
  if (pin !== undefined) await ports.store.write({ unpin: environment });
  if (io.screen.mode === "json") {
    io.out(JSON.stringify({ v: 1, environment, unpinned: pin ?? null }));
    return EXIT.done;
  }
  const line =
    pin === undefined
      ? `${environment} was not pinned.`
      : `${environment} is no longer pinned to ${releaseLabel(pin.release)}; deployments flow again.`;
  io.err(`${io.style.bold(line)}\n${renderNext([{ name: "next", text: `seaway up${environmentFlag}` }])}`);
  return EXIT.done;
};
