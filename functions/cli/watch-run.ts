import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { progress as progressBar } from "@clack/prompts";
import { formatDuration, formatProgress } from "#functions/format/format-run.ts";
import type { Progress, StoredRun } from "#shared/domain/run/run.ts";
import { phases } from "#shared/domain/run/run.ts";
import { type StartedRun, stateOfRun } from "#shared/operator/started-run.ts";
import type { Cli, Session } from "./cli.ts";
import { exitCode, Failure } from "./failure.ts";

const lookEveryMs = 500;
/** Lambda drops an event that has waited for 10 minutes; a run takes 15 at most. */
const longestWaitMs = 11 * 60_000;

/** Waits for a run that was asked for and shows its phases; Ctrl-C leaves the run going on. */
export async function watchRun(started: StartedRun, { ports }: Session, cli: Cli): Promise<StoredRun> {
  const bar = cli.terminal === undefined ? undefined : new PhaseBar(cli.terminal);
  const stopListening = cli.onInterrupt("The run goes on without you: `user-sync runs` shows what comes of it.");
  const waitingSince = Date.now();
  try {
    for (;;) {
      const state = await stateOfRun(started, ports);
      if (state.kind === "ended") return state.run;
      if (state.kind === "going" && state.progress !== undefined) bar?.show(state.progress);
      if (state.kind === "waiting" && Date.now() - waitingSince > longestWaitMs) {
        throw new Failure(
          "The run has not begun within 11 minutes, so the event was dropped. Look at the throttles and the log of the sync function, then try again.",
          { exitCode: exitCode.unavailable },
        );
      }
      await sleep(lookEveryMs);
    }
  } finally {
    stopListening();
    bar?.end();
  }
}

/** A progress bar over the phases of a run, with the rate and the time left of the phase that goes on. */
class PhaseBar {
  readonly #bar: ReturnType<typeof progressBar>;
  #at = 0;
  #phase: { readonly name: string; readonly since: number; readonly from: number } | undefined;

  constructor(output: Writable) {
    this.#bar = progressBar({ output, max: phases.length * 100, size: 20, withGuide: false });
    this.#bar.start("waiting for the function to begin");
  }

  show({ phase, done, total }: Progress): void {
    if (this.#phase?.name !== phase) this.#phase = { name: phase, since: Date.now(), from: done };
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const at = Math.round((phases.indexOf(phase) + share) * 100);
    const words = [formatProgress({ phase, done, total }), ...(total > 0 ? this.#rate({ done, total }) : [])].join(
      ", ",
    );
    this.#bar.advance(Math.max(0, at - this.#at), words);
    this.#at = Math.max(this.#at, at);
  }

  end(): void {
    this.#bar.clear();
  }

  #rate({ done, total }: { readonly done: number; readonly total: number }): readonly string[] {
    const { since, from } = this.#phase ?? { since: Date.now(), from: done };
    const seconds = (Date.now() - since) / 1000;
    const rate = (done - from) / seconds;
    if (seconds < 2 || !(rate > 0)) return [];
    return [
      `${rate.toFixed(rate < 10 ? 1 : 0)} a second`,
      `about ${formatDuration(((total - done) / rate) * 1000)} left`,
    ];
  }
}

/** The exit code that a run's end deserves. */
export function exitCodeOf({ status }: StoredRun): number {
  return status === "succeeded" || status === "skipped" ? exitCode.done : exitCode.attention;
}
