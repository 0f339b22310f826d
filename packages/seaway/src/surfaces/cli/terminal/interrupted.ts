/** Ctrl-C while nothing was done yet. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
