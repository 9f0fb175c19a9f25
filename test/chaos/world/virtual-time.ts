import FakeTimers from "@sinonjs/fake-timers";

/** Turns of the event loop without news after which the program is taken for idle. */
const idleTurns = 3;

/** Whether files are being read: modules that a library loads when it first needs them. */
function isLoading(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));
}

/** No database call takes as many turns of the event loop. */
const maxSpins = 1_000_000;

/** Nothing that is waited for takes as long as this. */
const longestMs = 172_800_000;

/**
 * Time that this process owns: `Date`, `setTimeout` and `setInterval` are replaced until `end`. It stands still while
 * anything runs and jumps to the next timer when all is quiet, so that a simulated day takes no time by itself.
 */
export class VirtualTime {
  readonly #timers;
  #busy = 0;

  constructor(startAt: string) {
    this.#timers = FakeTimers.install({
      now: Date.parse(startAt),
      toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
    });
  }

  /** Work that goes on by itself (a database call), during which time stands still. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /**
   * Lets time pass until the work has ended.
   * @throws Error when nothing is left that could end it
   */
  async until<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const noted = work.finally(() => {
      ended = true;
    });
    noted.catch(() => undefined);
    const patienceEnds = Date.now() + longestMs;
    for (let spins = 0; ; spins = 0) {
      for (let quiet = 0; quiet < idleTurns && !ended; ) {
        await new Promise((resolve) => setImmediate(resolve));
        quiet = this.#busy === 0 && !isLoading() ? quiet + 1 : 0;
        spins += 1;
        if (spins > maxSpins) throw new Error(`Something has been busy for ${maxSpins} turns: ${this.#busy} calls.`);
      }
      if (ended) return await noted;
      if (this.#timers.countTimers() === 0) throw new Error("Nothing is going on any more that could end this.");
      if (Date.now() > patienceEnds) throw new Error("This has taken more than two days and goes on.");
      this.#timers.next();
    }
  }

  /** Jumps to an instant; what was waiting for less is woken on the way. */
  async passTo(at: string): Promise<void> {
    const ms = Date.parse(at) - Date.now();
    if (ms > 0) await this.until(this.sleep(ms));
  }

  end(): void {
    this.#timers.uninstall();
  }
}
