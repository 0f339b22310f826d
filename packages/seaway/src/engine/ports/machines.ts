import type { MachineDefinition } from "../../model/definition.ts";
import type { Command } from "./connection.ts";

/** What we ask of machines that are not this one. Changes nothing on them. */
export interface Machines {
  /**
   * Asks a machine how it stands, in one round trip.
   * @throws SEA-3201 it does not answer, SEA-3202 nobody knows its host key, SEA-3203 it shows another one, SEA-3204 it lets nobody in
   */
  look(machine: MachineDefinition): Promise<MachineFacts>;
  /** The program that is a shell there, or runs these words there; for the terminal of whoever asks. */
  shell(machine: MachineDefinition, words: readonly string[]): Command;
}

export interface MachineFacts {
  /** Who we are there: `ops`. */
  readonly user: string;
  /** `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Free on the disk of `/`. */
  readonly freeMiB: number;
  /** Whether it becomes root without a question. */
  readonly becomesRoot: boolean;
  /** Its clock against ours; positive: it is ahead. */
  readonly aheadMs: number;
  /** Version of the engine that answers; absent: none does. */
  readonly docker?: string;
  /** Version of `docker compose`; absent: there is none. */
  readonly compose?: string;
  /** From the first byte to the answer. */
  readonly tookMs: number;
}
