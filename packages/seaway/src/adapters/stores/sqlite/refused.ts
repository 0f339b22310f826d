import type { Refusal } from "./operation.ts";

/** Thrown inside a savepoint, so that everything since it is taken back. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.because);
    this.refusal = refusal;
  }
}
