import { encodeTime } from "ulid";
import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import { runId } from "#shared/domain/ids.ts";
import { type Notices, noNotices } from "#shared/domain/outcome/notices.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, StoredRun } from "#shared/domain/run/run.ts";
import type {
  ChangeOfRun,
  ForgottenNote,
  NotedSettingsChange,
  NumberedChange,
  OperatorHistory,
  SettingsChange,
} from "#shared/ports/history.ts";

interface TenantHistory {
  readonly runs: Map<RunId, StoredRun>;
  readonly changes: Map<RunId, Map<number, ChangeRecord>>;
  readonly settingsChanges: Map<string, SettingsChange>;
  notices: Notices;
}

/** A history in memory. */
export class FakeHistory implements OperatorHistory {
  readonly #tenants = new Map<TenantId, TenantHistory>();
  /** May throw, for records that are never written. */
  beforeWriteChanges: (changes: readonly NumberedChange[]) => void | Promise<void> = () => undefined;

  /** Privacy requests that were answered, in order. */
  readonly forgotten: ForgottenNote[] = [];

  /** Changes of the settings, in the order of their ids. */
  storedSettingsChanges(tenantId: TenantId): readonly SettingsChange[] {
    const changes = Array.from(this.#of(tenantId).settingsChanges).sort(([a], [b]) => (a < b ? -1 : 1));
    return changes.map(([, change]) => change);
  }

  async startRun(run: StoredRun): Promise<void> {
    this.#of(run.tenantId).runs.set(run.runId, structuredClone(run));
  }

  async finishRun(run: RunRecord): Promise<void> {
    this.#of(run.tenantId).runs.set(run.runId, structuredClone(run));
  }

  async closeRun(run: RunRecord): Promise<boolean> {
    const stored = this.#of(run.tenantId).runs.get(run.runId);
    if (stored === undefined) return false;
    // The same end again is the same call again.
    if (stored.finishedAt !== undefined) return stored.finishedAt === run.finishedAt && stored.status === run.status;
    await this.finishRun(run);
    return true;
  }

  async run(tenantId: TenantId, id: RunId): Promise<StoredRun | undefined> {
    return structuredClone(this.#of(tenantId).runs.get(id));
  }

  async runsSince(tenantId: TenantId, since: Date): Promise<readonly StoredRun[]> {
    const earliest = runId(encodeTime(Math.max(0, since.getTime()), 10));
    const runs = Array.from(this.#of(tenantId).runs).sort(([a], [b]) => (a < b ? -1 : 1));
    return structuredClone(runs.filter(([id]) => id >= earliest).map(([, run]) => run));
  }

  async *runsBackwards(tenantId: TenantId): AsyncGenerator<StoredRun> {
    yield* (await this.runsSince(tenantId, new Date(0))).toReversed();
  }

  async writeChanges(
    run: { readonly tenantId: TenantId; readonly runId: RunId },
    changes: readonly NumberedChange[],
  ): Promise<void> {
    await this.beforeWriteChanges(changes);
    const tenant = this.#of(run.tenantId);
    const stored = tenant.changes.get(run.runId) ?? new Map<number, ChangeRecord>();
    if (new Set(changes.map(({ number }) => number)).size < changes.length) {
      throw new Error("Two of the records have the same number, which a batch cannot hold");
    }
    for (const { number, record } of changes) stored.set(number, structuredClone(record));
    tenant.changes.set(run.runId, stored);
  }

  async readChanges(tenantId: TenantId, id: RunId): Promise<readonly NumberedChange[]> {
    const stored = Array.from(this.#of(tenantId).changes.get(id) ?? []);
    return stored.sort(([a], [b]) => a - b).map(([number, record]) => ({ number, record: structuredClone(record) }));
  }

  async notices(tenantId: TenantId): Promise<Notices> {
    return structuredClone(this.#of(tenantId).notices);
  }

  async writeNotices(tenantId: TenantId, notices: Notices): Promise<void> {
    this.#of(tenantId).notices = structuredClone(notices);
  }

  async recordSettingsChange(tenantId: TenantId, id: string, change: SettingsChange): Promise<void> {
    this.#of(tenantId).settingsChanges.set(id, structuredClone(change));
  }

  async recentRuns(tenantId: TenantId, limit: number): Promise<readonly StoredRun[]> {
    return (await this.runsSince(tenantId, new Date(0))).toReversed().slice(0, limit);
  }

  async changesOfUser(tenantId: TenantId, userId: UserId, limit: number): Promise<readonly ChangeOfRun[]> {
    const changes = Array.from(this.#of(tenantId).changes).flatMap(([id, records]) =>
      Array.from(records, ([number, record]) => ({ runId: id, number, record: structuredClone(record) })),
    );
    const entry = ({ runId: id, number }: ChangeOfRun) => `${id}#${String(number).padStart(6, "0")}`;
    const own = changes.filter(({ record }) => record.userId === userId);
    return own.sort((left, right) => (entry(left) < entry(right) ? 1 : -1)).slice(0, limit);
  }

  async settingsChanges(tenantId: TenantId, limit: number): Promise<readonly NotedSettingsChange[]> {
    const noted = Array.from(this.#of(tenantId).settingsChanges, ([id, change]) => ({ id, change }));
    return noted.sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, limit);
  }

  async rewriteChange(tenantId: TenantId, { runId: id, number, record }: ChangeOfRun): Promise<void> {
    const stored = this.#of(tenantId).changes.get(id);
    if (stored?.has(number)) stored.set(number, structuredClone(record));
  }

  async noteForgotten(_tenantId: TenantId, _id: string, note: ForgottenNote): Promise<void> {
    this.forgotten.push(note);
  }

  #of(tenantId: TenantId): TenantHistory {
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      tenant = {
        runs: new Map(),
        changes: new Map(),
        settingsChanges: new Map(),
        notices: noNotices,
      };
      this.#tenants.set(tenantId, tenant);
    }
    return tenant;
  }
}
