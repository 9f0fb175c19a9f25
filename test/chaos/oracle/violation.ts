/** A claim that did not hold. */
export class Violation extends Error {
  /** What should have held, in a few words: the same for the same kind of failure. */
  readonly claim: string;

  constructor(claim: string, detail: string) {
    super(`${claim}: ${detail}`);
    this.name = "Violation";
    this.claim = claim;
  }
}

/** @throws Violation where the claim does not hold */
export function claim(words: string, holds: boolean, detail: () => string): void {
  if (!holds) throw new Violation(words, detail());
}
