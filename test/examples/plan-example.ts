import type { ScopeError } from "#shared/domain/directory/reading.ts";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import { noNotices } from "#shared/domain/outcome/notices.ts";
import { alertsAfter } from "#shared/domain/outcome/run-alerts.ts";
import { runOutcome } from "#shared/domain/outcome/run-outcome.ts";
import { restraintsOf } from "#shared/domain/outcome/waiting.ts";
import { formatNoChange } from "#shared/domain/plan/decision.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import { plan, planDigest } from "#shared/domain/plan/plan.ts";
import type { UndoPlan } from "#shared/domain/plan/undo.ts";
import { planUndo } from "#shared/domain/plan/undo.ts";
import type { Change, ConflictDecision, ConflictDecisions } from "#shared/domain/roster/change.ts";
import { isHandMade, type RosterUser } from "#shared/domain/roster/roster-user.ts";
import { modeOf, type SyncEvent, startOf } from "#shared/domain/run/run.ts";
import type { LimitedPlan, LimitsInput } from "#shared/domain/safeguards/limits.ts";
import { applyLimits } from "#shared/domain/safeguards/limits.ts";
import type { DecidedList, Past } from "#shared/domain/safeguards/past.ts";
import { isSettlingIn } from "#shared/domain/safeguards/settling-in.ts";
import { inForceAt } from "#shared/domain/safeguards/which-decision.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { applyChanges } from "#test/fixtures/apply-changes.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import type { ExampleData } from "./example.ts";
import { decisionsOnLists, heldPartOf, profileOf, readBefore, settledAt } from "./example-past.ts";
import { readingOf, secondReadingOf, subAccountIdsOf } from "./example-reading.ts";
import type { ExampleOutcome, RecordedOutcome } from "./outcome.ts";

export interface PlannedExample extends ExampleOutcome {
  /** Why nothing happens to somebody, by user id or else source id. */
  readonly because: Readonly<Record<string, string>>;
  readonly digest: string;
  readonly limited: LimitedPlan;
  /** What is written without a record. */
  readonly upkeep: readonly Change[];
}

type AnyPlan = LimitsInput["plan"] &
  UndoPlan &
  Partial<Pick<Plan, "decided" | "upkeep">> & { readonly protectedAbsent?: readonly RosterUser["userId"][] };

/** Runs an example through the pure functions, as a run would use them; every write succeeds. */
export function planExample(
  example: ExampleData,
  { roster, earlier }: { readonly roster: readonly RosterUser[]; readonly earlier?: PlannedExample },
): PlannedExample {
  const settings = settingsOf(example);
  const { decided, faults } = decide(example, { roster, settings });
  const past = pastOf(example, earlier);
  const limited = applyLimits({ plan: decided, isUndo: "undo" in example, roster, settings, past, now });
  const mode = modeOf({}, settings);
  const records: (RecordedOutcome & { readonly mode: typeof mode })[] = [
    ...limited.apply.map((change) => ({ ...change, mode, outcome: mode === "plan" ? "planned" : "applied" }) as const),
    ...limited.held.map((change) => ({ ...change, mode, outcome: "held" }) as const),
    ...limited.refused.map((change) => ({ ...change, mode, outcome: "refused" }) as const),
    ...decided.conflicts.map((one) => ({ ...one, mode, outcome: "conflict" }) as const),
  ];
  const digest = planDigest(decided);
  const upkeep = mode === "plan" || limited.sourceEmpty ? [] : (decided.upkeep ?? []);
  const handMade = new Set(roster.filter(isHandMade).map((user) => user.userId));
  const { record, findings } = runOutcome(
    {
      start: startOf(eventOf(example), startOfRun),
      settings: {
        ...{ mode, actor: settings.impersonatedUserId, fingerprint: "of the example", shadowed: [], bounded: [] },
        restraints: restraintsOf(settings),
      },
      decided: {
        ...{ plan: decided, rosterUsers: roster.length, digest, scopeErrors: faults, limited, handMade },
        isSettlingIn: past.isSettlingIn,
      },
      applied: { records: records.map((one) => ({ before: {}, after: {}, ...one })) },
    },
    "2026-11-02T02:00:09.000Z",
  );
  return {
    status: record.status,
    reasons: [...new Set(record.reasons.map(({ code }) => code))].sort(),
    alerts: alertsAfter(record, { findings, notices: noNotices })
      .alerts.map(({ code }) => code)
      .sort(),
    roster: mode === "plan" ? roster : applyChanges(roster, [...limited.apply, ...upkeep]),
    records,
    counts: { people: record.people, ...record.changes },
    because: reasonsForNothing(decided),
    digest,
    limited,
    upkeep,
  };
}

/** What the run has to know of the nights before; `earlier` is one that this very example has already had. */
function pastOf(example: ExampleData, earlier?: PlannedExample): Past {
  const settled = settledAt(example, now);
  const known = readBefore(example);
  const decided = decisionsOnLists(example, now).flatMap(({ decision, held }): DecidedList[] => {
    const inForce = inForceAt({ [decision.kind]: decision }, now);
    const isSpent = earlier?.limited.approvalsUsed.includes(decision.runId) ?? false;
    return inForce === undefined ? [] : [{ decision: inForce, held, isSpent }];
  });
  return {
    decided,
    held: earlier?.limited.held ?? example.heldBefore.map(heldPartOf),
    recent: example.recent,
    isSettlingIn: isSettlingIn(settled === undefined ? {} : { settledAt: settled }, now),
    newScopes: (scope) => scope.startsWith("sub:") && !known.includes(scope.slice("sub:".length)),
  };
}

export const now = new Date("2026-11-02T02:00:00.000Z");
const startOfRun = { runId: runId("01JEXAMPLE0000000000000000"), startedAt: now.toISOString() };

function eventOf(example: ExampleData): SyncEvent {
  return { tenantId: tenantId("default"), trigger: "undo" in example ? "undo" : "schedule" };
}

function reasonsForNothing({ decided = [] }: AnyPlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    decided.flatMap(({ matched, user = matched?.users[0], decision }) =>
      decision.kind === "nothing" && user?.userId !== "planner"
        ? [[user?.userId ?? matched?.person.sourceId ?? "", formatNoChange(decision.because)]]
        : [],
    ),
  );
}

function decide(
  example: ExampleData,
  { roster, settings }: { roster: readonly RosterUser[]; settings: Settings },
): { decided: AnyPlan; faults: readonly ScopeError[] } {
  if ("undo" in example) {
    const records = example.undo.map(({ user, kind, outcome, before, after }) => ({
      ...{
        mode: "apply" as const,
        kind,
        outcome,
        userId: userId(user),
        before: profileOf(before),
        after: profileOf(after),
      },
      ...{ reason: "an earlier run", actor: settings.impersonatedUserId, at: "2026-11-01T02:00:05.000Z" },
    }));
    return { decided: planUndo({ records, roster, settings }), faults: [] };
  }
  const { directory } = example;
  const reading = readingOf(directory, settings);
  const decisions = decisionsOf(example);
  const first = plan({ reading, roster, settings, decisions });
  const faults = [...first.scopes.unreadable.values(), ...first.scopes.nameless.values()];
  if (first.absentees.length === 0) return { decided: first, faults };
  const again = example.secondReading ?? { subAccounts: {} };
  const secondReading = secondReadingOf({ directory, again }, settings);
  return {
    decided: plan({ reading, roster, settings, decisions, secondReading }),
    faults: [...faults, ...secondReading.errors],
  };
}

function decisionsOf({ decisions }: ExampleData): ConflictDecisions {
  return new Map(
    Object.entries(decisions).map(([id, { kind, user, seen, hoursAgo }]) => {
      const { email, ...names } = seen;
      const at = new Date(Date.parse(startOfRun.startedAt) - hoursAgo * 3_600_000).toISOString();
      const decision: ConflictDecision = {
        ...{ kind, by: "lead", at, seen: { ...names, ...(email === undefined ? {} : { email }) } },
        ...(user === undefined ? {} : { userId: userId(user) }),
      };
      return [sourceId(id), decision];
    }),
  );
}

/** The settings of an example: what it says, else those of README.md. */
function settingsOf(example: ExampleData): Settings {
  const { impersonatedUserId, protectedUserIds, ...said } = example.settings;
  const configured = "directory" in example ? subAccountIdsOf(example.directory) : exampleSettings.subAccountIds;
  const values = Object.entries({ subAccountIds: configured, ...said }).filter(([, value]) => value !== undefined);
  return {
    ...exampleSettings,
    ...Object.fromEntries(values),
    impersonatedUserId: userId(impersonatedUserId ?? exampleSettings.impersonatedUserId),
    protectedUserIds: (protectedUserIds ?? []).map(userId),
    ignoredPeople: (said.ignoredPeople ?? []).map(sourceId),
    pilotPeople: (said.pilotPeople ?? []).map(sourceId),
  };
}
