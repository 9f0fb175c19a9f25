import type { ScopeError } from "#shared/domain/directory/reading.ts";
import type { RunId } from "#shared/domain/ids.ts";
import { alertsAfter, type Findings } from "#shared/domain/outcome/run-alerts.ts";
import type { LimitedPlan } from "#shared/domain/plan/limits.ts";
import { noNotices, type RunRecord, type RunStart, type SyncEvent } from "#shared/domain/run/run.ts";
import { worst } from "#shared/domain/run/run-status.ts";
import { type ChangeCounts, noChanges, type RunStatus } from "#shared/domain/run/summary.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { type ReasonCode, SyncError } from "#shared/domain/sync-error.ts";
import type { Directory } from "#shared/ports/directory.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { Applied } from "./record-and-apply.ts";
import type { SyncPorts } from "./sync-ports.ts";

/** Unreadable scopes that are told of one by one, with their causes: a run record is one item, and holds 400 KB. */
const maxScopeReasons = 100;
const nothingFound: Findings = { held: [], conflicts: [], protectedAbsent: [] };
/** An undo has set the mode to plan, so whatever went on by itself would be a dry run. */
const undoWaits = "set mode to apply and start the undo again";

/** Collects what a run finds out and does, so that its record is complete wherever the run ends. */
export class RunReport {
  mode: "apply" | "plan";
  readonly #event: SyncEvent;
  readonly #runId: RunId;
  readonly #startedAt: Date;
  readonly #reasons: Reason[] = [];
  #status: RunStatus = "succeeded";
  #facts: Pick<RunRecord, "actor" | "planDigest" | "settingsFingerprint"> = {};
  #people = 0;
  #rosterUsers = 0;
  #changes: ChangeCounts = noChanges;
  #findings: Findings = nothingFound;
  #scopesUnreadable = 0;
  #directory: Directory | undefined;
  #intents: "closed" | "open" = "closed";
  #isTold = false;

  constructor({ event, runId, startedAt }: { event: SyncEvent; runId: RunId; startedAt: Date }) {
    this.#event = event;
    this.#runId = runId;
    this.#startedAt = startedAt;
    this.mode = event.mode ?? "apply";
  }

  start(): RunStart {
    const { tenantId, trigger, scheduledFor, requestedBy, undoOf } = this.#event;
    return {
      runId: this.#runId,
      tenantId,
      trigger,
      mode: this.mode,
      startedAt: this.#startedAt.toISOString(),
      ...(scheduledFor === undefined ? {} : { scheduledFor }),
      ...(requestedBy === undefined ? {} : { requestedBy }),
      ...(undoOf === undefined ? {} : { undoOf }),
    };
  }

  settings(settings: Settings, { fingerprint, shadowed }: { fingerprint: string; shadowed: readonly string[] }): void {
    // An event cannot widen the settings: plan in either makes a dry run.
    if (settings.mode === "plan") this.mode = "plan";
    this.#facts = { ...this.#facts, actor: settings.impersonatedUserId, settingsFingerprint: fingerprint };
    if (shadowed.length > 0) {
      this.#reason(
        "SETTING_SHADOWED",
        `the settings item hides the SSM parameters ${shadowed.join(", ")}; remove one of the two`,
      );
    }
  }

  jwt(daysLeft: number | undefined, { warnBelowDays }: { warnBelowDays: number }): void {
    if (daysLeft === undefined) return;
    this.#findings = { ...this.#findings, jwtDaysLeft: daysLeft };
    if (daysLeft >= warnBelowDays) return;
    const when = daysLeft < 0 ? "has expired" : `expires in ${Math.floor(daysLeft)} days`;
    this.#reason("JWT_EXPIRING", `the JWT in the secret ${when}`);
  }

  /** Lets the report count the calls of a connection, even if the run ends in the middle of a reading. */
  counts(directory: Directory): void {
    this.#directory = directory;
  }

  decided({ plan, rosterUsers, digest, scopeErrors, limited }: Decided): void {
    this.#people = plan.people;
    this.#rosterUsers = rosterUsers;
    this.#facts = { ...this.#facts, planDigest: digest };
    const protectedAbsent = plan.protectedAbsent ?? [];
    this.#findings = { ...this.#findings, conflicts: plan.conflicts, protectedAbsent };
    this.#scopesUnreadable = new Set(scopeErrors.map(({ scope }) => scope)).size;
    for (const fault of scopeErrors.slice(0, maxScopeReasons)) this.#scopeReason(fault);
    const more = scopeErrors.slice(maxScopeReasons).map(({ scope }) => scope);
    if (more.length > 0) {
      this.#reason(
        "SCOPE_UNREADABLE",
        `${more.length} more scopes could not be read: their people are left as they are`,
        {
          scopes: more,
        },
      );
    }
    if (plan.conflicts.length > 0) {
      this.#reason(
        "CONFLICT",
        `${plan.conflicts.length} people could not be matched without doubt and were left as they are`,
      );
    }
    if (protectedAbsent.length > 0) {
      this.#reason("PROTECTED_ABSENT", `${protectedAbsent.length} protected users are gone from RingCentral`, {
        userIds: protectedAbsent,
      });
    }
    if (!limited.sourceEmpty) {
      this.#reasons.push(...limited.reasons);
      if (limited.reasons.length > 0) this.#worsen("held");
    }
  }

  /** While this is `open`, a failure leaves intents behind whose outcome nobody has written down. */
  intents(state: "closed" | "open"): void {
    this.#intents = state;
  }

  /** From here on the held list is on record: before, nobody may be told to look at it. */
  applied(
    { records, stopped, intents, fault }: Applied,
    { changes, held }: { readonly changes: ChangeCounts; readonly held: Findings["held"] },
  ): void {
    this.#changes = changes;
    this.#findings = { ...this.#findings, held };
    this.#intents = intents;
    const changedMeanwhile = records.filter(
      ({ kind, outcome }) => kind !== "conflict" && outcome === "conflict",
    ).length;
    if (changedMeanwhile > 0) {
      this.#worsen("partial");
      this.#reason(
        "CONFLICT",
        `${changedMeanwhile} users were changed by someone else meanwhile; the next run looks at them again`,
      );
    }
    if (changes.failed > 0) {
      this.#worsen("partial");
      this.#reason("CHANGE_FAILED", `${changes.failed} changes failed; the next run tries them again`);
    }
    if (stopped === "out-of-time") {
      this.#worsen("partial");
      const left = records.filter(({ outcome }) => outcome === "planned").length;
      const next = this.#event.trigger === "undo" ? undoWaits : "the next tick goes on";
      this.#reason("OUT_OF_TIME", `time ran out with ${left} changes left; ${next}`, { left });
    } else if (intents === "open" && stopped === undefined && fault === undefined) {
      this.#worsen("partial");
      this.#reason("CHANGE_FAILED", "the outcome of some changes is not known yet; the next run finds out");
    }
  }

  skip(code: ReasonCode, message: string): void {
    this.#status = "skipped";
    this.#reason(code, message);
  }

  fail(error: unknown): void {
    const known = error instanceof SyncError ? error : undefined;
    const name = error instanceof Error ? error.name : "unknown error";
    this.#status = "failed";
    this.#reason(known?.code ?? "INTERNAL", known?.message ?? `unexpected fault: ${name}`, known?.details);
  }

  /** Tells, remembers and records how the run ended, then gives the lease back. Never throws. */
  async conclude({ ports, keeper }: { ports: SyncPorts; keeper: LeaseKeeper | undefined }): Promise<RunRecord> {
    const { tenantId } = this.#event;
    let record = this.#record(ports.clock.now());
    let notices = noNotices;
    try {
      notices = await ports.history.notices(tenantId);
      if (record.status !== "skipped") notices = await this.#tell(record, { notices, ports });
      await ports.history.finishRun(record);
    } catch (error) {
      this.fail(error);
      record = this.#record(ports.clock.now());
      // Dispatch takes a rejection for told: that does not hang on what was told before.
      if (!this.#isTold) await this.#send(alertsAfter(record, { findings: nothingFound, notices }).alerts, ports);
      await ports.history.finishRun(record).catch(() => {
        // A record without an end is ended by the next run, which learns of it from a lease that has expired.
        this.#intents = "open";
      });
    }
    const { jwtDaysLeft } = this.#findings;
    ports.telemetry.runFinished(record, {
      scopesUnreadable: this.#scopesUnreadable,
      partialRunsInARow: notices.partialRunsInARow,
      ...(jwtDaysLeft === undefined ? {} : { jwtDaysLeft }),
    });
    await keeper?.stop({ intents: this.#intents }).catch(() => undefined);
    return record;
  }

  async #tell(
    record: RunRecord,
    { notices, ports }: { notices: typeof noNotices; ports: SyncPorts },
  ): Promise<typeof noNotices> {
    const told = alertsAfter(record, { findings: this.#findings, notices });
    await this.#send(told.alerts, ports);
    const { tenantId } = record;
    if (JSON.stringify(told.notices) !== JSON.stringify(notices))
      await ports.history.writeNotices(tenantId, told.notices);
    return told.notices;
  }

  async #send(alerts: ReturnType<typeof alertsAfter>["alerts"], ports: SyncPorts): Promise<void> {
    this.#isTold = true;
    const { tenantId, runId } = this.start();
    for (const alert of alerts) await ports.alerts.send({ ...alert, tenantId, runId });
  }

  #record(finishedAt: Date): RunRecord {
    return {
      ...this.start(),
      ...this.#facts,
      status: this.#status,
      reasons: this.#reasons,
      finishedAt: finishedAt.toISOString(),
      people: this.#people,
      rosterUsers: this.#rosterUsers,
      changes: this.#changes,
      calls: this.#directory?.calls() ?? { ringCentral: 0, ringCx: 0, throttled: 0 },
    };
  }

  #scopeReason({ scope, cause, missingPermission }: ScopeError): void {
    this.#worsen("partial");
    const details = { scope, cause, ...(missingPermission === undefined ? {} : { missingPermission }) };
    this.#reason("SCOPE_UNREADABLE", `${scope} could not be read (${cause}): its people are left as they are`, details);
  }

  #worsen(status: RunStatus): void {
    this.#status = worst([this.#status, status]);
  }

  #reason(code: ReasonCode, message: string, details?: Reason["details"]): void {
    this.#reasons.push({
      code,
      message,
      ...(details === undefined || Object.keys(details).length === 0 ? {} : { details }),
    });
  }
}

interface Decided {
  readonly plan: {
    readonly people: number;
    readonly conflicts: Findings["conflicts"];
    readonly protectedAbsent?: Findings["protectedAbsent"];
  };
  readonly rosterUsers: number;
  readonly digest: string;
  readonly scopeErrors: readonly ScopeError[];
  readonly limited: LimitedPlan;
}
