import type { SyncEvent } from "#shared/domain/run/run.ts";

/** Starts a run elsewhere without waiting for its end. */
export interface RunStarter {
  /** Resolves once the event is accepted. */
  start(event: SyncEvent): Promise<void>;
}
