import { cpus, loadavg } from "node:os";
import { median, type Measured, type Measurement, type Unit } from "./measurement.ts";
import { quiet, QUIET } from "./quiet.ts";

/** Measures one after the other, each on a machine that is as quiet as it gets, and prints a row as soon as it is known. */
export async function show(measurements: readonly Measurement[]): Promise<void> {
  console.log(machine());
  console.log(row(["what", "median (least to most)", "of", "bar", "", "against, in the same run"]));
  for (const measurement of measurements) {
    const busy = await quiet();
    const measured = await measurement.measure();
    console.log(rowOf(measurement, measured));
    if (busy > QUIET) console.log(`  others took ${(busy * 100).toFixed(0)} % of the machine when it began`);
    for (const note of measured.notes ?? []) console.log(`  ${note}`);
  }
}

/** Without it no figure means anything: who else was at work is part of the measurement. */
function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  return `${date} UTC, Node ${process.versions.node}, ${cpus().length} × ${processor}, load ${loadavg()[0]?.toFixed(1)}\n`;
}

function rowOf({ what, bar }: Measurement, { values, peers = [] }: Measured): string {
  const middle = median(values);
  const spread = `${text(middle, bar.unit)} (${number(Math.min(...values))} to ${number(Math.max(...values))})`;
  const against = peers.map(
    (peer) => `${peer.name} ${text(median(peer.values), bar.unit)}: ${(middle / median(peer.values)).toFixed(1)} ×`,
  );
  const verdict = middle <= bar.atMost ? "met" : "MISSED";
  return row([what, spread, String(values.length), `≤ ${text(bar.atMost, bar.unit)}`, verdict, against.join("; ")]);
}

const WIDTHS = [63, 28, 3, 10, 6];

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join("  ")
    .trimEnd();

const text = (value: number, unit: Unit): string => `${number(value)} ${unit}`;

/** Three digits that mean something. */
const number = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
