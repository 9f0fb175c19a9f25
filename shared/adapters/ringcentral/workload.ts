/** How many calls a reading still needs, as far as is known. A retry is not planned, so it is not counted here. */
export class Workload {
  #planned = 0;

  plan(calls: number): void {
    this.#planned += calls;
  }

  /** Planned calls that are sent now, or not needed any more. */
  settle(calls: number): void {
    this.#planned = Math.max(0, this.#planned - calls);
  }

  remaining(): number {
    return this.#planned;
  }
}
