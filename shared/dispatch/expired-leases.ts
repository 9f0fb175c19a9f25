import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { abortedRun } from "#shared/domain/run/aborted-run.ts";
import { isHeld } from "#shared/domain/run/run.ts";
import { logMessage } from "#shared/names.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";

const freshMs = 5 * 60_000;

type LeasePorts = Pick<DispatchPorts, "clock" | "history" | "leases" | "telemetry">;

/**
 * The leases of all tenants, looked at every 5 minutes of tick time at most: one that has expired was held by a run that
 * was killed, whoever started it, or by one that has left something for the next run to close.
 */
export class ExpiredLeases {
  readonly #ports: LeasePorts;
  /** Runs that have their end: what they have left is the next run's. */
  readonly #ended = new Set<RunId>();
  #lookedAt: Date | undefined;

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** Runs to be closed; none at the ticks between two looks. */
  async at(now: Date, tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, RunId>> {
    const sinceMs = Math.abs(now.getTime() - (this.#lookedAt?.getTime() ?? 0));
    if (sinceMs < freshMs) return new Map();
    // The clock first: a lease that is renewed meanwhile is then seen as held.
    const clock = this.#ports.clock.now().toISOString();
    const leases = await this.#ports.leases.readAll(tenantIds);
    this.#lookedAt = now;
    const runs = [...leases].map(([tenantId, { runId, until }]) => ({
      tenantId,
      runId,
      held: isHeld({ until }, clock),
    }));
    const killed = runs.filter(({ runId, held }) => !held && !this.#ended.has(runId));
    return new Map(killed.map(({ tenantId, runId }) => [tenantId, runId]));
  }

  /** Ends the record of a run where it has none. Its changes are closed by the tenant's next run. */
  async close(tenantId: TenantId, runId: RunId): Promise<void> {
    const { clock, history, telemetry } = this.#ports;
    const run = await history.run(tenantId, runId);
    if (run !== undefined && run.finishedAt === undefined) {
      await history.closeRun(abortedRun(run, clock.now().toISOString()));
      const facts = { tenant_id: tenantId, run_id: runId, trigger: run.trigger };
      telemetry.note("warn", logMessage.dispatchRunClosed, facts);
    }
    this.#ended.add(runId);
  }
}
