import type { RunId, UserId } from "#shared/domain/ids.ts";
import { formatRiskyCounts, type RiskyCounts } from "#shared/domain/roster/risky-kinds.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { approvalHours, refusalDays } from "#shared/domain/safeguards/held-decision.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { listedIds, type RunAlert } from "./alert.ts";
import { runLine } from "./news-alerts.ts";

/** What keeps an enabled service from doing its work, and is easily forgotten. */
export type Restraint = "plan-mode" | "pilot";

/** Restraints in the settings of a tenant whose service is enabled. */
export function restraintsOf({
  serviceEnabled,
  mode,
  pilotPeople,
}: Pick<Settings, "serviceEnabled" | "mode" | "pilotPeople">): readonly Restraint[] {
  if (!serviceEnabled) return [];
  return [
    ...(mode === "plan" ? (["plan-mode"] as const) : []),
    ...(pilotPeople.length > 0 ? (["pilot"] as const) : []),
  ];
}

/** All that waits for a person at the end of a run, what a run did not see included. */
export interface Waiting {
  readonly held?: { readonly runId: RunId; readonly counts: RiskyCounts } | undefined;
  readonly conflicts: readonly string[];
  readonly protectedAbsent: readonly UserId[];
  readonly restraints: readonly Restraint[];
}

export function isAnythingWaiting({ held, conflicts, protectedAbsent, restraints }: Waiting): boolean {
  return held !== undefined || conflicts.length + protectedAbsent.length + restraints.length > 0;
}

/** The one message of the week about everything that waits. */
export function waitingAlert(run: RunRecord, waiting: Waiting): RunAlert {
  return {
    code: "STILL_WAITING",
    runId: run.runId,
    subject: "User sync: this still waits for you",
    message: [
      `What happened: this waits for somebody at tenant ${run.tenantId}:`,
      ...itemsOf(run, waiting).map((item) => `- ${item}`),
      "To whom it matters: until somebody acts, these users stay as they are, and the roster is not quite in step with RingCentral.",
      "What to do: go through the list. This message comes once a week as long as anything waits.",
      runLine(run),
    ].join("\n"),
  };
}

function* itemsOf({ mode }: RunRecord, { held, conflicts, protectedAbsent, restraints }: Waiting): Generator<string> {
  if (restraints.includes("plan-mode"))
    yield 'The service is enabled, but mode is "plan": every run is a dry run, and nothing reaches the roster. Look at one with "user-sync plan"; set mode to "apply" to go on.';
  if (restraints.includes("pilot"))
    yield 'The service is enabled for the people in pilotPeople only; nobody else is touched. See the setting with "user-sync settings show"; empty it to include everybody.';
  if (held !== undefined && mode === "plan")
    yield `${formatRiskyCounts(held.counts)} would be held. See them with "user-sync show ${held.runId}".`;
  if (held !== undefined && mode === "apply")
    yield `Held: ${formatRiskyCounts(held.counts)}. See them with "user-sync show ${held.runId}", then "user-sync approve ${held.runId}" (valid for ${approvalHours} hours; approving a part refuses the rest) or "user-sync refuse ${held.runId}" (holds for ${refusalDays} days).`;
  if (conflicts.length > 0)
    yield `${conflicts.length} ${conflicts.length === 1 ? "conflict" : "conflicts"}: ${listedIds(conflicts)}. See both sides with "user-sync conflicts".`;
  if (protectedAbsent.length > 0)
    yield `Protected users who have left RingCentral and can still sign in: ${listedIds(protectedAbsent)}. See who they are with "user-sync explain <id>".`;
}
