const MachineDate = globalThis.Date;

/**
 * Lets a story of several days run in seconds: `new Date()` and `Date.now()` follow the story's calendar in this
 * process, timers keep the machine's pace. The functions under test are not touched.
 */
export class ShiftedClock {
  #offsetMs = 0;

  install(): void {
    const offset = () => this.#offsetMs;
    globalThis.Date = class extends MachineDate {
      constructor(...args: ConstructorParameters<typeof MachineDate> | []) {
        if (args.length === 0) super(MachineDate.now() + offset());
        else super(...(args as ConstructorParameters<typeof MachineDate>));
      }
      static override now(): number {
        return MachineDate.now() + offset();
      }
    } as DateConstructor;
  }

  setTo(instant: string): void {
    this.#offsetMs = MachineDate.parse(instant) - MachineDate.now();
  }

  /** Back to the machine's own time. */
  reset(): void {
    this.#offsetMs = 0;
  }

  readonly now = (): number => MachineDate.now() + this.#offsetMs;
}
