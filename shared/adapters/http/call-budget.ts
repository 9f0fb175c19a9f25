/** How many calls a reading still needs, as far as is known. A retry is not planned, so it is not counted here. */
export class CallBudget {
  #planned = 0;

  expect(calls: number): void {
    this.#planned += calls;
  }

  /** Planned calls that are sent now, or not needed any more. */
  done(calls: number): void {
    this.#planned = Math.max(0, this.#planned - calls);
  }

  remaining(): number {
    return this.#planned;
  }
}
