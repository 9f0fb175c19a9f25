import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";

/** Keeps the events that were accepted. */
export class FakeRunStarter implements RunStarter {
  readonly started: SyncEvent[] = [];
  /** May throw, for an event that is not accepted. */
  beforeStart: (event: SyncEvent) => void | Promise<void> = () => undefined;

  async start(event: SyncEvent): Promise<void> {
    await this.beforeStart(event);
    this.started.push(event);
  }
}
