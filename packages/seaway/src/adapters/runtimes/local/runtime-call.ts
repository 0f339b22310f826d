import type { Json } from "../../../std/json.ts";
import { callControl, ControlUnreachable, type CallOptions } from "../../control/call-control.ts";
import { controlSocket } from "../../control/control-socket.ts";
import { ensureRuntime } from "./ensure-runtime.ts";
import type { RuntimeCalls } from "./runtime-methods.ts";

/** A runtime that dies this often under one call dies of the call. */
const ATTEMPTS = 4;

/** Calls the runtime's process, and starts it when it is down. Every method is idempotent, so a call that broke off is made again. */
export async function callRuntime<Name extends keyof RuntimeCalls>(
  name: Name,
  params: RuntimeCalls[Name],
  options: CallOptions = {},
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askRuntime(name, params, options);
    } catch (error) {
      if (!(error instanceof ControlUnreachable) || attempt === ATTEMPTS) throw error;
      await ensureRuntime();
    }
  }
}

/** Calls it only when it is there. @throws ControlUnreachable */
export function askRuntime<Name extends keyof RuntimeCalls>(
  name: Name,
  params: RuntimeCalls[Name],
  options: CallOptions = {},
): Promise<unknown> {
  return callControl(controlSocket("runtime"), name, params as unknown as Json, options);
}
