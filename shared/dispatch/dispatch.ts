import pMap from "p-map";
import type { TenantId } from "#shared/domain/ids.ts";
import { hoursOverdue, withDueNoted } from "#shared/domain/schedule/schedule.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import { soundState } from "#shared/domain/schedule/sound-state.ts";
import { tickTime } from "#shared/domain/schedule/tick-time.ts";
import { logMessage } from "#shared/names.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";
import type { StartedRun } from "./commit-tenant.ts";
import { commitTenant } from "./commit-tenant.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";
import type { Candidate, TenantEvaluation } from "./evaluate-tenant.ts";
import { evaluateTenant } from "./evaluate-tenant.ts";
import { ExpiredLeases } from "./expired-leases.ts";
import { ParameterCache } from "./parameter-cache.ts";

export interface DispatchRequest {
  /** The tick's own time, ISO 8601 UTC; the clock if absent. */
  readonly scheduledTime?: string;
  readonly deadline: Deadline;
}

/** What one tick did (design 3.6). */
export interface DispatchResult {
  /** Tenants looked at. */
  readonly checked: number;
  readonly started: readonly StartedRun[];
  /** Tenants whose settings cannot be used, or who could not be looked at. */
  readonly faulty: readonly TenantId[];
}

const tenantsAtOnce = 10;
/** Nobody is begun with so little time left: a write that is throttled to its end takes up to 16 s, the SDK's waits included. */
const reserveMs = 20_000;
const overdueHours = 2;

/** The tick of the schedule (design 4.7). The function keeps the parameters between ticks. */
export function dispatcher(ports: DispatchPorts): (request: DispatchRequest) => Promise<DispatchResult> {
  const parameters = new ParameterCache(ports);
  const expiredLeases = new ExpiredLeases(ports);
  let firstTenant: TenantId | undefined;
  return async ({ scheduledTime, deadline }) => {
    const { now, kind } = tickTime(scheduledTime, ports.clock.now());
    if (kind === "odd") ports.telemetry.note("warn", logMessage.dispatchOddTick, { scheduled_time: scheduledTime });
    const [items, ofTenants] = await Promise.all([ports.settings.readAllItems(), parameters.at(now)]);
    const tenantIds = turnedRound([...items.keys()].sort(), firstTenant);
    const [states, killed] = await Promise.all([ports.schedules.readAll(tenantIds), expiredLeases.at(now, tenantIds)]);
    const closeKilled = async (tenantId: TenantId) => {
      const runId = killed.get(tenantId);
      if (runId !== undefined) await expiredLeases.close(tenantId, runId);
    };
    const tick = new Tick({ now, deadline, states: new Map(states), closeKilled }, ports);
    firstTenant = await tick.lookAt(tenantIds, (tenantId) => ({
      parameters: ofTenants.get(tenantId) ?? {},
      item: items.get(tenantId),
    }));
    await tick.settle();
    return tick.conclude();
  };
}

/** The list turned round, so that who was not looked at in the last tick is looked at first. */
function turnedRound(sorted: readonly TenantId[], first = ""): readonly TenantId[] {
  return [...sorted.filter((tenantId) => tenantId >= first), ...sorted.filter((tenantId) => tenantId < first)];
}

interface TickFacts {
  readonly now: Date;
  readonly deadline: Deadline;
  /** Updated as tenants are settled. */
  readonly states: Map<TenantId, ScheduleState>;
  /** Ends the record of a tenant's run whose process is gone. */
  readonly closeKilled: (tenantId: TenantId) => Promise<void>;
}

/** One tick: look at every tenant, share out the free places, settle; one tenant's fault is its own. */
class Tick {
  readonly #facts: TickFacts;
  readonly #ports: DispatchPorts;
  readonly #looks: TenantEvaluation[] = [];
  readonly #failed = new Set<TenantId>();
  readonly #started: StartedRun[] = [];
  #checked = 0;
  #notReached = 0;
  #waiting = 0;
  #givenUp = 0;

  constructor(facts: TickFacts, ports: DispatchPorts) {
    this.#facts = facts;
    this.#ports = ports;
  }

  /**
   * Looks at the tenants in this order for half of the time that is left: looking alone starts nothing.
   * Returns the first one that was not reached.
   */
  async lookAt(
    tenantIds: readonly TenantId[],
    storedOf: (tenantId: TenantId) => Parameters<typeof evaluateTenant>[0]["stored"],
  ): Promise<TenantId | undefined> {
    const { states, now, deadline, closeKilled } = this.#facts;
    const tenants = tenantIds.map((tenantId) => ({ tenantId }));
    const forSettlingMs = Math.max(0, deadline.remainingMs() / 2);
    const skipped = await this.#each({ tenants, untilLeftMs: forSettlingMs }, async ({ tenantId }) => {
      this.#checked += 1;
      await closeKilled(tenantId);
      const state = states.get(tenantId) ?? unseen;
      const look = await evaluateTenant({ tenantId, stored: storedOf(tenantId), state, now }, this.#ports);
      this.#looks.push(look);
    });
    return skipped[0]?.tenantId;
  }

  /** Grants the free places to who has waited longest, and writes and starts. */
  async settle(): Promise<void> {
    const looks = this.#looks.toSorted((left, right) => (this.#order(left) < this.#order(right) ? -1 : 1));
    const candidates = looks.flatMap(({ tenantId, candidate }) =>
      candidate === undefined ? [] : [[tenantId, candidate] as const],
    );
    const free = Math.max(0, this.#ports.config.maxConcurrentRuns - this.#going());
    const granted = new Map(candidates.slice(0, free));
    this.#waiting = candidates.length - granted.size;
    const untilLeftMs = Math.min(reserveMs, this.#facts.deadline.remainingMs() / 3);
    await this.#each({ tenants: looks, untilLeftMs }, (look) => this.#settle(look, granted.get(look.tenantId)));
  }

  conclude(): DispatchResult {
    const { states, now } = this.#facts;
    // Due as read, too: a tenant that fails at every look never gets it written down.
    const clock = this.#ports.clock.now();
    const hours = Array.from(states.values(), (state) =>
      hoursOverdue(withDueNoted(soundState(state, { now, clock }), now), now),
    );
    const tenantsOverdue = hours.filter((overdue) => overdue >= overdueHours).length;
    const metrics = { runsGivenUp: this.#givenUp, tenantsOverdue, hoursOverdue: Math.max(0, ...hours) };
    this.#ports.telemetry.tickFinished(metrics);
    const checkedFaulty = [...states].filter(([, { settingsCheck }]) => settingsCheck === "faulty");
    const faulty = [...new Set([...this.#failed, ...checkedFaulty.map(([tenantId]) => tenantId)])].sort();
    const result: DispatchResult = { checked: this.#checked, started: this.#started, faulty };
    this.#ports.telemetry.note(this.#notReached > 0 ? "warn" : "info", logMessage.dispatchFinished, {
      checked: this.#checked,
      started: this.#started.length,
      waiting: this.#waiting,
      not_reached: this.#notReached,
      faulty: faulty.length,
      runs_given_up: metrics.runsGivenUp,
      tenants_overdue: tenantsOverdue,
    });
    return result;
  }

  async #settle(look: TenantEvaluation, candidate: Candidate | undefined): Promise<void> {
    const { now, states } = this.#facts;
    const settled = await commitTenant(look, { now, candidate }, this.#ports);
    if (settled === undefined) return;
    states.set(look.tenantId, settled.state);
    this.#givenUp += look.givenUp.length;
    if (settled.started !== undefined) this.#started.push(settled.started);
  }

  /**
   * Works through tenants until so little time is left; what fails for one is noted and does not stop the others.
   * Returns those that were not reached.
   */
  async #each<Tenant extends { readonly tenantId: TenantId }>(
    { tenants, untilLeftMs }: { readonly tenants: readonly Tenant[]; readonly untilLeftMs: number },
    work: (tenant: Tenant) => Promise<void>,
  ): Promise<readonly Tenant[]> {
    const skipped: Tenant[] = [];
    const visit = async (tenant: Tenant): Promise<void> => {
      const { tenantId } = tenant;
      if (this.#facts.deadline.remainingMs() <= untilLeftMs) {
        skipped.push(tenant);
        return;
      }
      try {
        await work(tenant);
      } catch (error) {
        this.#failed.add(tenantId);
        const facts = { tenant_id: tenantId, ...errorFacts(error) };
        this.#ports.telemetry.note("error", logMessage.dispatchTenantFailed, facts);
      }
    };
    await pMap(tenants, visit, { concurrency: tenantsAtOnce });
    this.#notReached += skipped.length;
    return skipped;
  }

  /** Runs that go on, those of tenants that could not be looked at included. */
  #going(): number {
    const latest = new Map(this.#facts.states);
    for (const { tenantId, after } of this.#looks) latest.set(tenantId, after);
    return [...latest.values()].filter(({ pending }) => pending !== undefined).length;
  }

  /** Sort key: who has waited longest comes first, who has nothing to start comes last. */
  #order({ tenantId, candidate }: TenantEvaluation): string {
    if (candidate === undefined) return `~ ${tenantId}`;
    const since = candidate.kind === "scheduled" ? candidate.wish.scheduledFor : candidate.request.event.scheduledFor;
    return `${since ?? this.#facts.now.toISOString()} ${tenantId}`;
  }
}
