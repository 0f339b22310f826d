import { callControl, ControlUnreachable } from "../../../adapters/control/call-control.ts";
import { pause } from "./folder-changes.ts";
import { engineLives, engineSocket } from "../../engine/engine-files.ts";
import { startEngine } from "../../engine/start-engine.ts";

/**
 * Asks a run's engine to end the run safely; resolves when it was asked, not when it has ended. A run whose engine died gets a new one,
 * which only ends what was left running.
 */
export async function cancelRun(project: string, run: number): Promise<void> {
  if (!engineLives(project, run)) return startEngine(project, run, { cancelling: true });
  try {
    await callControl(engineSocket(project, run), "cancel", {});
  } catch (error) {
    if (!(error instanceof ControlUnreachable)) throw error;
    // It has just been started and does not listen yet, or it has just ended by itself.
    if (engineLives(project, run)) await pause(AbortSignal.timeout(1_000)).then(() => cancelRun(project, run));
  }
}
