import type { RunId, TenantId } from "#shared/domain/ids.ts";
import type { Lease, Progress } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { LeaseStore } from "#shared/ports/leases.ts";

const leaseSeconds = 120;
const renewSeconds = 30;
/** A progress that has changed is published this often at most, so that a short run writes nothing for it. */
const publishSeconds = 5;
/** A write in flight may take this long; so nothing is begun in the last seconds of a lease. */
const marginSeconds = 15;

const start: Progress = { phase: "reading", done: 0, total: 0 };

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
  #progress: () => Progress = () => start;
  #published: Progress = start;
  #renewAtMs: number;

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
    this.#renewAtMs = this.#nextRenewalMs();
    this.#renewing = this.#keepRenewing();
  }

  /** Published soon, at once when the phase changes. */
  async report(progress: Progress): Promise<void> {
    this.#progress = () => progress;
    if (progress.phase !== this.#published.phase) await this.#renew();
  }

  /** Asks for the progress of the present phase from now on, instead of being told. */
  follow(progress: () => Progress): void {
    this.#progress = progress;
  }

  isHeld(): boolean {
    return this.#now() < this.#untilMs - marginSeconds * 1000;
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
      await this.#ports.clock.sleep(publishSeconds * 1000, signal).catch(() => undefined);
      if (!signal.aborted && (this.#hasNews() || this.#now() >= this.#renewAtMs)) await this.#renew();
    }
  }

  /** Within a phase: a new one is published at once. */
  #hasNews(): boolean {
    const { done, total } = this.#progress();
    return done !== this.#published.done || total !== this.#published.total;
  }

  #nextRenewalMs(): number {
    return this.#now() + renewSeconds * 1000;
  }

  #now(): number {
    return this.#ports.clock.now().getTime();
  }

  async #renew(): Promise<void> {
    if (this.#untilMs === 0) return;
    const until = new Date(this.#now() + leaseSeconds * 1000);
    this.#renewAtMs = this.#nextRenewalMs();
    this.#published = this.#progress();
    try {
      const isOurs = await this.#ports.leases.renew({
        ...this.#holder,
        until: until.toISOString(),
        progress: this.#published,
      });
      this.#untilMs = isOurs ? until.getTime() : 0;
    } catch {
      // The store did not answer: the lease stands until it expires, and the next renewal tries again.
    }
  }
}
