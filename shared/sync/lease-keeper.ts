import type { RunId, TenantId } from "../domain/ids.ts";
import type { Lease, Progress } from "../domain/run.ts";
import { SyncError } from "../domain/sync-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { LeaseStore } from "../ports/lease-store.ts";

const leaseSeconds = 120;
const renewSeconds = 30;
/** A write in flight may take this long; so nothing is begun in the last seconds of a lease. */
const marginSeconds = 15;

interface Holder {
  readonly tenantId: TenantId;
  readonly runId: RunId;
}

interface LeaseKeeperPorts {
  readonly leases: LeaseStore;
  readonly clock: Clock;
}

/** Keeps a tenant's lease alive while its run goes on, and knows at any moment whether writing is still allowed. */
export class LeaseKeeper {
  readonly #holder: Holder;
  readonly #ports: LeaseKeeperPorts;
  readonly #stopped = new AbortController();
  readonly #renewing: Promise<void>;
  #untilMs: number;
  #progress: Progress = { phase: "reading", done: 0, total: 0 };

  /** `undefined` when another run holds the lease. */
  static async take(
    holder: Holder,
    ports: LeaseKeeperPorts,
  ): Promise<{ lease: Lease; keeper: LeaseKeeper } | undefined> {
    const now = ports.clock.now();
    const until = new Date(now.getTime() + leaseSeconds * 1000);
    const lease = await ports.leases.take({ ...holder, now: now.toISOString(), until: until.toISOString() });
    return lease === undefined
      ? undefined
      : { lease, keeper: new LeaseKeeper(holder, { ports, untilMs: until.getTime() }) };
  }

  private constructor(holder: Holder, { ports, untilMs }: { ports: LeaseKeeperPorts; untilMs: number }) {
    this.#holder = holder;
    this.#ports = ports;
    this.#untilMs = untilMs;
    this.#renewing = this.#keepRenewing();
  }

  /** Published with the next renewal, at once when the phase changes. */
  async report(progress: Progress): Promise<void> {
    const isNewPhase = progress.phase !== this.#progress.phase;
    this.#progress = progress;
    if (isNewPhase) await this.#renew();
  }

  isHeld(): boolean {
    return this.#ports.clock.now().getTime() < this.#untilMs - marginSeconds * 1000;
  }

  /** @throws INTERNAL when the lease is lost: another run may be writing already */
  assertHeld(): void {
    if (this.isHeld()) return;
    throw new SyncError("INTERNAL", "the run lost its lease and stopped writing; the next run goes on from there");
  }

  /** Ends the renewals. With intents that are still open the lease is left to expire, so that the next run closes them. */
  async stop({ intents }: { readonly intents: "closed" | "open" }): Promise<void> {
    this.#stopped.abort();
    await this.#renewing;
    if (intents === "closed") await this.#ports.leases.release(this.#holder.tenantId, this.#holder.runId);
  }

  async #keepRenewing(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#ports.clock.sleep(renewSeconds * 1000, signal).catch(() => undefined);
      if (!signal.aborted) await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    if (this.#untilMs === 0) return;
    const until = new Date(this.#ports.clock.now().getTime() + leaseSeconds * 1000);
    try {
      const isOurs = await this.#ports.leases.renew({
        ...this.#holder,
        until: until.toISOString(),
        progress: this.#progress,
      });
      this.#untilMs = isOurs ? until.getTime() : 0;
    } catch {
      // The store did not answer: the lease stands until it expires, and the next renewal tries again.
    }
  }
}
