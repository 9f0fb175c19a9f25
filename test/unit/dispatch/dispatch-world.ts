import { encodeTime } from "ulid";
import type { DispatchResult } from "#shared/dispatch/dispatch.ts";
import { dispatcher } from "#shared/dispatch/dispatch.ts";
import type { DispatchPorts } from "#shared/dispatch/dispatch-ports.ts";
import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Lease, RunRecord, SyncEvent } from "#shared/domain/run/run.ts";
import type { RunStatus } from "#shared/domain/run/summary.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";
import { FakeAlerts } from "#test/fakes/fake-alerts.ts";
import { FakeHistory } from "#test/fakes/fake-history.ts";
import { FakeLeaseStore } from "#test/fakes/fake-lease-store.ts";
import { FakeOrganization } from "#test/fakes/fake-organization.ts";
import { FakeRunStarter } from "#test/fakes/fake-run-starter.ts";
import { FakeScheduleStore } from "#test/fakes/fake-schedule-store.ts";
import { FakeSecretStore } from "#test/fakes/fake-secret-store.ts";
import { FakeSettingsStore } from "#test/fakes/fake-settings-store.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { minimalItem } from "#test/unit/config/stored-settings.ts";

export const acme = tenantId("acme");

/** Fakes of everything that dispatch touches, a clock that follows the ticks, and runs as sync would leave them. */
export class DispatchWorld {
  readonly clock = new ManualClock({ startAt: "2026-03-01T12:00:00.000Z" });
  readonly settings = new FakeSettingsStore();
  readonly secrets = new FakeSecretStore();
  readonly organization = new FakeOrganization();
  readonly history = new FakeHistory();
  readonly leases = new FakeLeaseStore();
  readonly schedules = new FakeScheduleStore();
  readonly starter = new FakeRunStarter();
  readonly alerts = new FakeAlerts();
  readonly telemetry = new FakeTelemetry();
  readonly reads = { parameters: 0, leases: 0, allLeases: 0, runs: 0, run: 0, recentRuns: 0, secrets: 0 };
  readonly ports: DispatchPorts;
  #runs = 0;
  #dispatch: ReturnType<typeof dispatcher>;

  constructor(options: { readonly maxConcurrentRuns?: number } = {}) {
    const { settings, secrets, organization, history, leases, schedules, starter, alerts, telemetry, clock, reads } =
      this;
    const counted =
      <Arguments extends unknown[], Result>(name: keyof typeof reads, read: (...of: Arguments) => Result) =>
      (...of: Arguments): Result => {
        reads[name] += 1;
        return read(...of);
      };
    this.ports = {
      clock,
      settings: {
        readAllItems: () => settings.readAllItems(),
        readAllParameters: counted("parameters", () => settings.readAllParameters()),
      },
      secrets: { versionIds: counted("secrets", (tenant: TenantId) => secrets.versionIds(tenant)) },
      organization,
      roster: {
        get: async (_tenant, id) =>
          id === "u-sync"
            ? {
                userId: userId(id),
                firstName: "Sync",
                lastName: "Service",
                role: "Administrator",
                status: "Active",
                version: 0,
              }
            : undefined,
      },
      history: {
        runsSince: counted("runs", (tenant: TenantId, since: Date) => history.runsSince(tenant, since)),
        run: counted("run", (tenant: TenantId, id: RunId) => history.run(tenant, id)),
        recentRuns: counted("recentRuns", (tenant: TenantId, limit: number) => history.recentRuns(tenant, limit)),
        closeRun: (run) => history.closeRun(run),
        recordSettingsChange: (tenant, id, change) => history.recordSettingsChange(tenant, id, change),
      },
      leases: {
        read: counted("leases", (tenant: TenantId) => leases.read(tenant)),
        readAll: counted("allLeases", (tenants: readonly TenantId[]) => leases.readAll(tenants)),
      },
      schedules,
      starter,
      alerts,
      telemetry,
      config: { maxConcurrentRuns: options.maxConcurrentRuns ?? 20, allowedUrlHosts: [".ringcentral.com"] },
    };
    this.#dispatch = dispatcher(this.ports);
  }

  /** A tenant with valid settings, the service enabled. */
  addTenant(id: TenantId, item: Readonly<Record<string, unknown>> = {}): void {
    this.settings.putItem(id, { ...minimalItem, serviceEnabled: true, ...item });
    this.secrets.put(id, "{}");
    this.organization.putActivity(id, { id: "12", name: "Lisbon" });
    this.organization.putDataSource(id, { id: "3", name: "Realtime", adapter: "RingCentral" });
  }

  /** A tick at `DDTHH:MM` of March 2026, by the clock as well. */
  async tick(at: string, remainingMs: () => number = () => 60_000): Promise<DispatchResult> {
    const scheduledTime = instant(at);
    await this.#passTo(scheduledTime);
    return this.#dispatch({ scheduledTime, deadline: { remainingMs } });
  }

  /** A second dispatcher over the same stores. */
  other(ports: Partial<DispatchPorts> = {}): ReturnType<typeof dispatcher> {
    const dispatch = dispatcher({ ...this.ports, ...ports });
    return async (request) => {
      if (request.scheduledTime !== undefined) await this.#passTo(request.scheduledTime);
      return dispatch(request);
    };
  }

  async #passTo(at: string): Promise<void> {
    await this.clock.advance(Math.max(0, Date.parse(at) - this.clock.now().getTime()));
  }

  /** The stored states, written in another way. */
  writing(write: DispatchPorts["schedules"]["write"]): DispatchPorts["schedules"] {
    const { schedules } = this;
    return {
      readAll: (ids) => schedules.readAll(ids),
      everEnabled: () => schedules.everEnabled(),
      addEverEnabled: (ids) => schedules.addEverEnabled(ids),
      write,
    };
  }

  state(id: TenantId = acme): ScheduleState {
    const state = this.schedules.state(id);
    if (state === undefined) throw new Error(`no state of ${id}`);
    return state;
  }

  /** A run that answers the invocation that was sent last, and its end if it has one. */
  async runAnswers(end: {
    readonly from: string;
    readonly to?: string;
    readonly status?: RunStatus;
    readonly codes?: readonly ReasonCode[];
    readonly mode?: "apply" | "plan";
    readonly people?: number;
  }): Promise<RunId> {
    const event = this.starter.started.at(-1);
    if (event === undefined) throw new Error("nothing was started");
    return this.#run(event, end);
  }

  /** A run of a tenant that somebody started by hand, and that succeeds. */
  runByHand(end: { readonly from: string; readonly to: string }): Promise<RunId> {
    return this.#run({ tenantId: acme, trigger: "manual" }, { ...end, status: "succeeded" });
  }

  async #run(event: SyncEvent, end: Parameters<DispatchWorld["runAnswers"]>[0]): Promise<RunId> {
    this.#runs += 1;
    const startedAt = instant(end.from);
    const id = runId(`${encodeTime(Date.parse(startedAt), 10)}${String(this.#runs).padStart(16, "0")}`);
    const start = {
      runId: id,
      tenantId: event.tenantId,
      trigger: event.trigger,
      mode: "apply" as const,
      startedAt,
      ...(event.scheduledFor === undefined ? {} : { scheduledFor: event.scheduledFor }),
    };
    await this.history.startRun(start);
    if (end.to === undefined || end.status === undefined) return id;
    const record: RunRecord = {
      ...start,
      mode: end.mode ?? "apply",
      status: end.status,
      reasons: (end.codes ?? []).map((code) => ({ code, message: code })),
      finishedAt: instant(end.to),
      people: end.people ?? 0,
      rosterUsers: 0,
      changes: noChanges,
      calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
    };
    await this.history.finishRun(record);
    return id;
  }

  holdLease(run: RunId, until: string, tenant: TenantId = acme): void {
    const progress = { phase: "reading", done: 0, total: 0 } as const;
    const lease: Lease = { runId: run, since: instant("01T00:00"), until: instant(until), progress, unclosed: [] };
    this.leases.put(tenant, lease);
  }
}

/** `DDTHH:MM` of March 2026. */
export function instant(at: string): string {
  return `2026-03-${at}:00.000Z`;
}
