import { countKinds, formatRiskyCounts, type RiskyKind, riskyKinds } from "#shared/domain/roster/risky-kinds.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { endOf, type HeldDecision, isInForce, refusalDays } from "#shared/domain/safeguards/held-decision.ts";
import { restOf } from "#shared/domain/safeguards/which-decision.ts";
import { formatInstant } from "#shared/domain/text.ts";
import type { CannotDecide, HeldList, HeldRecord, ProposedHeldDecision } from "#shared/operator/held-list.ts";
import { formatChange } from "./format-change.ts";

/** What a part is held as. Runs of earlier versions held deactivations and roles alone, and did not say which. */
function riskOf({ risk, kind, after }: HeldRecord): RiskyKind {
  if (risk !== undefined) return risk;
  if (kind === "deactivate") return "deactivate";
  return after.role === "Administrator" ? "gain-administrator" : "role";
}

/** `deactivation`, `new Administrator`. */
export function formatHeldAs(record: HeldRecord): string {
  return riskyKinds[riskOf(record)].words[0];
}

/** What would become of the user; of a hand-made one that is linked, the role first. */
export function formatHeldChange(record: HeldRecord, user: RosterUser | undefined): string {
  if (riskOf(record) !== "link") return formatChange(record);
  const before = record.before.role ?? user?.role;
  const role = record.after.role ?? before;
  const words = before === role ? `stays ${role ?? "as they are"}` : `${before ?? "no role"} becomes ${role ?? ""}`;
  return `${words}; ${formatChange(record)}`;
}

/** What else can be done about links of hand-made users; `undefined` where none is held. */
export function protectAdvice(held: readonly HeldRecord[]): string | undefined {
  if (!held.some((record) => riskOf(record) === "link")) return undefined;
  return "To keep a hand-made user as they are instead, add their id to the setting protectedUserIds: the sync then leaves them alone, and holds nothing for them.";
}

/** `2 users: 1 deactivation and 1 new Administrator`. */
export function formatHeldCounts(held: readonly HeldRecord[]): string {
  return `${formatUsers(countOfUsers(held))}: ${formatRiskyCounts(countKinds(held.map(riskOf)))}`;
}

export function countOfUsers(held: readonly HeldRecord[]): number {
  return new Set(held.map(({ userId }) => userId)).size;
}

function formatUsers(count: number): string {
  return count === 1 ? "1 user" : `${count} users`;
}

/** What a decision would do, to be read before it is confirmed. */
export function formatProposal({ decision, named, rest }: ProposedHeldDecision): readonly string[] {
  const others = rest.length === 0 ? undefined : formatHeldCounts(rest);
  if (decision.kind === "approval") {
    const refused = `An approval refuses what it leaves out, for ${refusalDays} days: ${others}.`;
    return [`This lets the next run change ${formatHeldCounts(named)}.`, ...(others === undefined ? [] : [refused])];
  }
  const open = `What it leaves out stays held until somebody decides: ${others}.`;
  return [
    `This keeps back, for ${refusalDays} days and without further alerts, what is held of ${formatHeldCounts(named)}.`,
    ...(others === undefined ? [] : [open]),
  ];
}

/** What has been decided about a list, in sentences. */
export function formatHeldDecision({ decision, userIds }: HeldList, now: Date): string | undefined {
  if (decision === undefined) return undefined;
  if (decision === "void")
    return "An approval is stored that does not say which list it is about, as earlier versions wrote them. It is not honoured: decide again.";
  const { kind, by, at, usedBy } = decision;
  const word = kind === "approval" ? "Approved" : "Refused";
  const whom = `for ${formatUsers(userIds.filter((userId) => isNamed(decision, userId)).length)} of ${userIds.length}`;
  const what = `${word} ${whom} by ${by} at ${formatInstant(at)}, ${usedBy === undefined ? formatEnd(decision, now) : `used by run ${usedBy}`}.`;
  return [what, ...restWords(decision, now)].join(" ");
}

function isNamed({ userIds, except }: HeldDecision, userId: HeldList["userIds"][number]): boolean {
  return (userIds?.includes(userId) ?? true) && !(except?.includes(userId) ?? false);
}

function formatEnd(decision: HeldDecision, now: Date): string {
  const end = endOf(decision);
  const instant = end === undefined ? "" : formatInstant(end.toISOString());
  if (isInForce(decision, now)) return `valid until ${instant}`;
  return Date.parse(decision.at) > now.getTime() ? "which lies in the future: not valid" : `over since ${instant}`;
}

function restWords(decision: HeldDecision, now: Date): readonly string[] {
  if (decision.kind === "refusal") return [];
  if (decision.restOpen === true) return ["The rest is asked about again."];
  const rest = restOf(decision);
  return rest === undefined ? [] : [`The rest is refused, ${formatEnd(rest, now)}.`];
}

/** Why nothing was decided, and what to do. */
export function formatCannotDecide(why: CannotDecide, runId: string): string {
  switch (why.kind) {
    case "dry-run":
      return `Run ${runId} was a dry run, and a dry run's list cannot be decided: start a run, and decide about what that one holds.`;
    case "not-ended":
      return `Run ${runId} has not ended: what it holds can be decided when it has.`;
    case "nothing-held":
      return `Run ${runId} holds nothing.`;
    case "nobody":
      return "No user was named.";
    case "used":
      return `Run ${why.by ?? "unknown"} has used an approval of this list already, so it stands. What is still held is in the list of the last run.`;
    case "unknown":
      return `Run ${runId} does not hold ${why.userIds.join(", ")}.`;
    case "too-many":
      return `A decision names ${why.most} users at most, or all but ${why.most} at most: take the whole list, or fewer.`;
  }
}
