import { parseRunControls } from "#shared/config/settings.ts";
import type { RunStart } from "#shared/domain/run/run.ts";
import type { Stop } from "#shared/domain/run/stop.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import type { SyncPorts } from "./sync-ports.ts";

/** While the directory is read there is a look with a request at most this often: units are read faster than that. */
const lookEveryMs = 5_000;

interface Watched {
  readonly start: RunStart;
  /** As the run has read them. */
  readonly stored: StoredSettings;
}

/**
 * Looks whether a run shall end: somebody asked for it, or the settings item was changed since the run has read it. What
 * cannot be read changes nothing. Once it has seen a stop it stays with it.
 */
export class StopWatch {
  readonly #start: RunStart;
  readonly #parameters: StoredSettings["parameters"];
  readonly #ports: Pick<SyncPorts, "settings" | "stops" | "clock">;
  #expected: Partial<Settings>;
  #stop: Stop | undefined;
  #lookedMs: number;
  #looking: Promise<unknown> = Promise.resolve();

  constructor({ start, stored }: Watched, ports: Pick<SyncPorts, "settings" | "stops" | "clock">) {
    this.#start = start;
    this.#parameters = stored.parameters;
    this.#ports = ports;
    this.#expected = parseRunControls(stored);
    this.#lookedMs = this.#now();
  }

  get stop(): Stop | undefined {
    return this.#stop;
  }

  /** An undo changes the mode itself. */
  expectMode(mode: Settings["mode"]): void {
    this.#expected = { ...this.#expected, mode };
  }

  /** One look: the request and the settings item are read once each. */
  async look(): Promise<Stop | undefined> {
    if (this.#stop !== undefined) return this.#stop;
    this.#lookedMs = this.#now();
    const { tenantId, runId } = this.#start;
    const { settings, stops } = this.#ports;
    const [request, item] = await Promise.all([
      stops.find(tenantId).catch(() => undefined),
      settings.readItem(tenantId).catch(() => undefined),
    ]);
    this.#stop ??= request?.runId === runId ? { cause: "request", by: request.by } : this.#changeIn(item);
    return this.#stop;
  }

  /**
   * Reads with looks in between: seen from there no time is left once the run shall end. `undefined` when it shall.
   */
  async whileReading<Result>(
    deadline: Deadline,
    read: (deadline: Deadline) => Promise<Result>,
  ): Promise<Result | undefined> {
    const remainingMs = () => {
      if (this.#now() - this.#lookedMs >= lookEveryMs) this.#looking = this.look();
      return this.#stop === undefined ? deadline.remainingMs() : 0;
    };
    try {
      const result = await read({ remainingMs });
      return (await this.#lastLook()) === undefined ? result : undefined;
    } catch (error) {
      // A run that failed would be tried again.
      if ((await this.#lastLook()) === undefined) throw error;
      return undefined;
    }
  }

  async #lastLook(): Promise<Stop | undefined> {
    await this.#looking;
    return await this.look();
  }

  #changeIn(item: StoredSettings["item"]): Stop | undefined {
    const now = parseRunControls({ item, parameters: this.#parameters });
    if (now.mode !== undefined && now.mode !== this.#expected.mode) return { cause: "mode" };
    const isOff = this.#start.trigger === "schedule" && now.serviceEnabled === false;
    return isOff ? { cause: "serviceEnabled" } : undefined;
  }

  #now(): number {
    return this.#ports.clock.now().getTime();
  }
}
