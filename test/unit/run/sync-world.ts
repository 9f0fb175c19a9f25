import { monotonicFactory } from "ulid";
import type { RunId } from "#shared/domain/ids.ts";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Change, ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { RunRecord, SyncEvent } from "#shared/domain/run/run.ts";
import { heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { runSync } from "#shared/run/run-sync.ts";
import type { SyncPorts } from "#shared/run/sync-ports.ts";
import { FakeAlerts } from "#test/fakes/fake-alerts.ts";
import { FakeApprovals } from "#test/fakes/fake-approvals.ts";
import { FakeDecisions } from "#test/fakes/fake-decisions.ts";
import type { FakeOrganisation } from "#test/fakes/fake-directory.ts";
import { FakeDirectory } from "#test/fakes/fake-directory.ts";
import { FakeHistory } from "#test/fakes/fake-history.ts";
import { FakeLeaseStore } from "#test/fakes/fake-lease-store.ts";
import { FakeOrganization } from "#test/fakes/fake-organization.ts";
import type { StoredUser } from "#test/fakes/fake-roster.ts";
import { FakeRoster } from "#test/fakes/fake-roster.ts";
import { FakeScheduleStore } from "#test/fakes/fake-schedule-store.ts";
import { FakeSecretStore } from "#test/fakes/fake-secret-store.ts";
import { FakeSettingsStore } from "#test/fakes/fake-settings-store.ts";
import { FakeStopRequests } from "#test/fakes/fake-stop-requests.ts";
import { FakeTelemetry } from "#test/fakes/fake-telemetry.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";

export const tenant = tenantId("default");
export const planner = userId("planner");
export const secretText = JSON.stringify({ clientSecret: "Sesame-4711", jwt: "Open.Sesame-4712.Please" });
const fifteenMinutesMs = 900_000;
const hourMs = 3_600_000;

/** Changes the time left of an invocation while it goes on. */
export interface Invocation {
  readonly remainingMs?: () => number;
  readonly ports?: Partial<SyncPorts>;
}

/** A tenant that can be synchronised, with every port a fake and the manual clock. */
export class SyncWorld {
  readonly clock: ManualClock;
  readonly settings = new FakeSettingsStore();
  readonly secrets = new FakeSecretStore();
  readonly organization = new FakeOrganization();
  readonly roster = new FakeRoster();
  readonly decisions = new FakeDecisions();
  readonly history = new FakeHistory();
  readonly approvals = new FakeApprovals();
  readonly leases = new FakeLeaseStore();
  readonly schedules = new FakeScheduleStore();
  readonly stops = new FakeStopRequests();
  readonly directory: FakeDirectory;
  readonly alerts = new FakeAlerts();
  readonly telemetry = new FakeTelemetry();
  /** In the order in which they began. */
  readonly runIds: RunId[] = [];
  readonly #newUlid = monotonicFactory();

  /** With an automatic clock, ports may sleep: time then passes by itself. */
  constructor(organisation: Partial<FakeOrganisation> = {}, { clock = "manual" }: { clock?: "manual" | "auto" } = {}) {
    this.clock = new ManualClock({ mode: clock });
    this.directory = new FakeDirectory({ subAccounts: { "701": [], "702": [] }, ...organisation });
    this.change({});
    this.secrets.put(tenant, secretText);
    this.organization.putActivity(tenant, { id: "12", name: "Site 1" });
    this.organization.putDataSource(tenant, { id: "3", name: "Realtime", adapter: "RingCentral" });
    this.user({ userId: "planner", firstName: "Ines", lastName: "Planner", role: "Scheduler" });
  }

  /** The settings item: the defaults with some attributes replaced. */
  change(attributes: Readonly<Record<string, unknown>>): void {
    this.settings.putItem(tenant, {
      serviceEnabled: true,
      impersonatedUserId: "planner",
      realtimeDataSourceId: "3",
      defaultActivityId: "12",
      mainAccountId: "700",
      subAccountIds: ["701", "702"],
      clientId: "app-1",
      ...attributes,
    });
  }

  /** Puts a user into the roster by hand; whoever has a `sourceId` was linked by an earlier run. */
  user(user: Readonly<Record<string, unknown>> & { readonly userId: string }): void {
    const drawn = { firstName: "Hand", lastName: "Made", role: "Agent", status: "Active", version: 1, ...user };
    this.roster.put(tenant, drawn as unknown as RosterUser);
  }

  get ports(): SyncPorts {
    const { clock, settings, secrets, organization, roster, history, approvals, leases, schedules, alerts, telemetry } =
      this;
    return {
      ...{ clock, settings, secrets, organization, roster, history, approvals, leases, schedules, alerts, telemetry },
      decisions: this.decisions,
      stops: this.stops,
      newRunId: () => {
        const id = runId(this.#newUlid(clock.now().getTime()));
        this.runIds.push(id);
        return id;
      },
      connectDirectory: this.directory.connect,
      config: { allowedUrlHosts: [".ringcentral.com"] },
    };
  }

  /** One run, an hour after the one before it; by hand in apply mode where nothing else is said. */
  async run(event: Partial<SyncEvent> = {}, { remainingMs, ports }: Invocation = {}): Promise<RunRecord> {
    await this.clock.advance(hourMs);
    return this.runNow(event, { ...(remainingMs && { remainingMs }), ...(ports && { ports }) });
  }

  runNow(event: Partial<SyncEvent> = {}, { remainingMs, ports }: Invocation = {}): Promise<RunRecord> {
    const deadline = { remainingMs: remainingMs ?? (() => fifteenMinutesMs) };
    return runSync({ event: { tenantId: tenant, trigger: "manual", ...event }, deadline }, { ...this.ports, ...ports });
  }

  stored(id: string): StoredUser | undefined {
    return this.roster.stored(tenant, userId(id));
  }

  /** As if the first whole run had been long ago. */
  async settledIn(): Promise<void> {
    const settledAt = new Date(this.clock.now().getTime() - 30 * 24 * hourMs).toISOString();
    await this.schedules.noteRead(tenant, { settledAt, readSubAccounts: ["701", "702"] });
  }

  /** Records of a run, in order. */
  async records(id: RunId): Promise<ChangeRecord[]> {
    return (await this.history.readChanges(tenant, id)).map(({ record }) => record);
  }

  /** Outcomes of a run by user id (or source id for conflicts of people). */
  async outcomes(id: RunId): Promise<Record<string, string>> {
    const records = await this.records(id);
    return Object.fromEntries(records.map((one) => [one.userId ?? one.sourceId, `${one.kind} ${one.outcome}`]));
  }

  /** Says that the held list of a run may be applied. */
  async approve(id: RunId, { users }: { users: readonly string[] }): Promise<void> {
    const held = (await this.records(id)).filter(({ outcome }) => outcome === "held");
    await this.approvals.decide(tenant, {
      kind: "approval",
      runId: id,
      digest: heldDigest(held),
      userIds: users.map(userId),
      by: "arn:aws:iam::111122223333:user/operator",
      at: this.clock.now().toISOString(),
    });
  }
}

/** Codes of a run's reasons, in order. */
export function codesOf({ reasons }: Pick<RunRecord, "reasons">): string[] {
  return reasons.map(({ code }) => code);
}

/** Changes of a kind that reached the roster, by user id. */
export function written(applied: readonly Change[]): string[] {
  return applied.map(({ kind, userId: id }) => `${kind} ${id}`);
}
