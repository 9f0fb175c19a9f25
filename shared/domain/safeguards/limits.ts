import type { RunId, UserId } from "#shared/domain/ids.ts";
import { isUpkeep } from "#shared/domain/plan/attributes.ts";
import { inOrderOfApplying, type Plan } from "#shared/domain/plan/plan.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import {
  countKinds,
  formatRiskyCounts,
  type RiskyCounts,
  type RiskyKind,
  riskyKindNames,
  riskyKinds,
} from "#shared/domain/roster/risky-kinds.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Reason } from "#shared/domain/sync-error.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { allowances } from "./allowance.ts";
import { emptiedLists, isLowered } from "./emptied-lists.ts";
import { signature } from "./held-decision.ts";
import { keepsItsPlace } from "./keeps-its-place.ts";
import { activeAdministrators, afterSuccessor, leavesNoAdministrator } from "./last-administrator.ts";
import { type Past, type Verdict, verdictsOf } from "./past.ts";
import { only, type RiskyPart, riskyParts, without } from "./risky-parts.ts";

export interface LimitsInput {
  readonly plan: Pick<Plan, "changes" | "people" | "managed"> & Partial<Pick<Plan, "listed" | "scopes" | "decided">>;
  readonly isUndo: boolean;
  readonly roster: readonly RosterUser[];
  readonly settings: Settings;
  readonly past: Past;
  readonly now: Date;
}

/** A change, or a part of one, that waits. */
export interface HeldChange extends Change {
  readonly risk: RiskyKind;
  /** Why it waits, in words; the reason says it, too. */
  readonly cause: string;
}

export interface LimitedPlan {
  /** In the order in which they are applied. */
  readonly apply: readonly Change[];
  /** What is left of updates of which a part is held, where it is nothing but upkeep of the link. */
  readonly upkeep: readonly Change[];
  /** What waits for an approval, in the order of the table of kinds. */
  readonly held: readonly HeldChange[];
  /** What somebody has refused: kept back, and not counted. */
  readonly refused: readonly HeldChange[];
  readonly reasons: readonly Reason[];
  /** The directory was read completely and lists nobody: nothing at all may be applied. */
  readonly sourceEmpty: boolean;
  /** Runs whose held list was approved, and of which something is applied now. */
  readonly approvalsUsed: readonly RunId[];
  /** What of each user's change counts in the limits of the next seven days, once it is applied. */
  readonly counted: ReadonlyMap<UserId, readonly RiskyKind[]>;
}

/** A part of a change with what is known of it. */
interface Part extends RiskyPart {
  readonly change: Change;
  readonly signature: string;
  readonly verdict: Verdict | undefined;
}

/** Why a part waits, as what, and what waits with it. */
interface Hold extends Pick<RiskyPart, "attributes"> {
  readonly kind: RiskyKind;
  readonly cause: string;
}

/** Holds what is too much to be believed without a person's word (design 4.5). */
export function applyLimits(input: LimitsInput): LimitedPlan {
  const parts = partsOf(input);
  const open = parts.filter(({ verdict }) => verdict === undefined);
  const { held: carried, refused: carriedRefusals } = carriedOver(parts, input);
  const refused = [...parts.flatMap((part) => refusedOf(part)), ...carriedRefusals];
  const approvalsUsed = [
    ...new Set(parts.flatMap(({ verdict }) => (verdict?.kind === "approved" ? verdict.runIds : []))),
  ];
  const isLeaving = ({ kinds }: Part) => kinds.includes("deactivate");
  if (isEmptyDirectory(input) && parts.some(isLeaving) && approvalsUsed.length === 0) {
    const held = open
      .filter(isLeaving)
      .map((part) => heldAs(part, { ...part, kind: "deactivate", cause: nobodyListed }));
    const reasons = [emptyReason(activeManaged(input))];
    const nothing = { apply: [], upkeep: [], approvalsUsed: [], counted: new Map() };
    return { ...nothing, held: [...held, ...carried], refused, reasons, sourceEmpty: true };
  }
  const holds = holdsOf(open, { input, parts });
  const held = [...[...holds].map(([part, hold]) => heldAs(part, hold)), ...carried].sort(
    (left, right) => riskyKindNames.indexOf(left.risk) - riskyKindNames.indexOf(right.risk),
  );
  const { plan, roster } = input;
  const { changes, managed } = plan;
  const passed = afterSuccessor(passedOf(parts, { changes, holds }), { roster, managed });
  const isQuiet = ({ kind, after }: Change) => kind === "update" && isUpkeep(after);
  return {
    apply: passed.filter((change) => !isQuiet(change)),
    upkeep: passed.filter(isQuiet),
    held,
    refused,
    reasons: reasonsFor(held),
    sourceEmpty: false,
    approvalsUsed,
    counted: countedOf(open.filter((part) => !holds.has(part))),
  };
}

function partsOf({ plan, isUndo, roster, past, now }: LimitsInput): readonly Part[] {
  const users = new Map(roster.map((user) => [user.userId, user]));
  const verdicts = verdictsOf(past.decided);
  const isExpected = ({ kind, after }: Change) =>
    kind === "create" && (past.isSettlingIn || (after.scopes?.some(past.newScopes) ?? false));
  return plan.changes.flatMap((change) =>
    riskyParts(change, { user: users.get(change.userId), isExpected: isExpected(change), isUndo, now }).map((part) => {
      const sign = signature(only(part.attributes, change));
      return { ...part, change, signature: sign, verdict: verdicts.get(sign) };
    }),
  );
}

const nobodyListed = "the directory lists nobody";

/** Which of the open parts wait. */
function holdsOf(
  open: readonly Part[],
  { input, parts }: { readonly input: LimitsInput; readonly parts: readonly Part[] },
): ReadonlyMap<Part, Hold> {
  const { plan, roster, past } = input;
  const tooMany = tooManyOf(open, input);
  const emptied = emptiedLists(plan.changes, { plan, roster });
  const isEmpty = isEmptyDirectory(input);
  const before = new Map(past.held.map((held) => [signature(held), held.risk]));
  const hold = (part: Part, kind: RiskyKind): Omit<Hold, "kind"> | undefined => {
    const { change, attributes } = part;
    const cause = tooMany.get(kind);
    // Where somebody was last seen waits with the role that rests on it, else the next run would not hold it any more.
    if (isRole(kind) && isLowered(change) && emptied.scopesOf(change.userId))
      return { cause: cause ?? emptiedList, attributes: attributes === "whole" ? attributes : ["role", "scopes"] };
    if (cause !== undefined) return { cause, attributes };
    if (kind === "link") return { cause: "a hand-made user above Agent is linked only after an approval", attributes };
    if (kind === "deactivate" && isEmpty) return { cause: nobodyListed, attributes };
    if (kind === "deactivate" && emptied.listsOf(change.userId)) return { cause: emptiedList, attributes };
    // Same user and same new value: what the user was before may have become another kind.
    const held = before.get(part.signature);
    const isSame = held !== undefined && kind === (part.kinds.includes(held) ? held : part.kinds[0]);
    return isSame ? { cause: "an earlier run held it", attributes } : undefined;
  };
  const holds = new Map<Part, Hold>();
  for (const part of open) {
    const [first] = part.kinds.flatMap((kind) => {
      const found = hold(part, kind);
      return found === undefined ? [] : [{ ...found, kind }];
    });
    if (first !== undefined) holds.set(part, first);
  }
  if (!leavesNoAdministrator(passedOf(parts, { changes: plan.changes, holds }), { roster, managed: plan.managed }))
    return holds;
  const administrators = new Set(activeAdministrators(roster, plan.managed).map(({ userId }) => userId));
  const cause = "nobody whom the sync manages would be Administrator any more";
  for (const part of open) {
    const [kind] = part.kinds.filter((one) => one === "deactivate" || one === "lose-administrator");
    if (kind !== undefined && !holds.has(part) && administrators.has(part.change.userId))
      holds.set(part, { ...part, kind, cause });
  }
  return holds;
}

function isRole(kind: RiskyKind): boolean {
  return kind === "role" || kind === "lose-administrator";
}

const emptiedList = "a list that they were in is empty now, or no longer configured";

/** The kinds of which there are too many, with the limit in words. Counted is what is new and what waits undecided. */
function tooManyOf(
  open: readonly Part[],
  { plan, roster, settings, past }: LimitsInput,
): ReadonlyMap<RiskyKind, string> {
  const allowed = allowances({ ...plan, roster, settings });
  const tooMany = new Map<RiskyKind, string>();
  for (const kind of riskyKindNames) {
    const count = open.filter(({ kinds }) => kinds.includes(kind)).length;
    if (count === 0 || kind === "link") continue;
    const { inOneRun, inAWeek, base, of } = allowed[kind];
    const recent = past.recent[kind] ?? 0;
    if (count > inOneRun) tooMany.set(kind, `more than ${inOneRun} in one run (of ${of} ${base})`);
    else if (count + recent > inAWeek)
      tooMany.set(kind, `with the ${recent} of the last seven days more than ${inAWeek} (of ${of} ${base})`);
  }
  return tooMany;
}

/** What is applied: whatever does not wait, and the rest of what waits in part. */
function passedOf(
  parts: readonly Part[],
  { changes, holds }: { readonly changes: readonly Change[]; readonly holds: ReadonlyMap<Part, Hold> },
): readonly Change[] {
  const waiting = Map.groupBy(
    parts.filter((part) => holds.has(part) || part.verdict?.kind === "refused"),
    ({ change }) => change,
  );
  return changes
    .flatMap((change) => {
      const back = waiting.get(change);
      if (back === undefined) return [change];
      const rest = without(
        back.map((part) => holds.get(part)?.attributes ?? part.attributes),
        change,
      );
      if (rest === undefined) return [];
      const what = back.flatMap(({ kinds }) => kinds.map((kind) => riskyKinds[kind].words[0]));
      return [{ ...rest, reason: `${rest.reason} (kept back: ${what.join(", ")})` }];
    })
    .sort(inOrderOfApplying);
}

function heldAs({ change }: Part, { kind, cause, attributes }: Hold): HeldChange {
  return { ...only(attributes, change), risk: kind, reason: `${change.reason}; held: ${cause}`, cause };
}

function refusedOf({ change, kinds: [risk], attributes, verdict }: Part): readonly HeldChange[] {
  if (verdict?.kind !== "refused" || risk === undefined) return [];
  const cause = refusalWords(verdict);
  return [{ ...only(attributes, change), risk, reason: `${change.reason}; ${cause}`, cause }];
}

function refusalWords({ by, until }: Extract<Verdict, { kind: "refused" }>): string {
  return `refused by ${by} until ${formatInstant(until)}`;
}

/** What waits on from the list before, or is refused still, though this run could not judge it. */
function carriedOver(
  parts: readonly Part[],
  { plan, past }: LimitsInput,
): { readonly held: readonly HeldChange[]; readonly refused: readonly HeldChange[] } {
  const planned = new Set(parts.map((part) => part.signature));
  const left = past.held.filter((held) => !planned.has(signature(held)));
  if (left.length === 0) return { held: [], refused: [] };
  const [keeps, verdicts] = [keepsItsPlace(plan), verdictsOf(past.decided)];
  const carried = left.filter(keeps).map((record) => ({ record, verdict: verdicts.get(signature(record)) }));
  return {
    held: carried.flatMap(({ record, verdict }) =>
      verdict === undefined ? [{ ...record, cause: "an earlier run held it, and not to be judged in this one" }] : [],
    ),
    refused: carried.flatMap(({ record, verdict }) =>
      verdict?.kind === "refused" ? [{ ...record, cause: refusalWords(verdict) }] : [],
    ),
  };
}

function countedOf(parts: readonly Part[]): LimitedPlan["counted"] {
  const counted = new Map<UserId, readonly RiskyKind[]>();
  for (const { change, kinds } of parts) counted.set(change.userId, [...(counted.get(change.userId) ?? []), ...kinds]);
  return counted;
}

/** How many of each kind these users' changes are. */
export function countRisky(counted: LimitedPlan["counted"], userIds: Iterable<UserId | undefined>): RiskyCounts {
  return countKinds([...userIds].flatMap((userId) => (userId === undefined ? [] : (counted.get(userId) ?? []))));
}

function isEmptyDirectory(input: LimitsInput): boolean {
  const { people, scopes } = input.plan;
  if (scopes === undefined || people > 0 || scopes.unreadable.size + scopes.nameless.size > 0) return false;
  return activeManaged(input) > 0;
}

function activeManaged({ roster, plan: { managed } }: LimitsInput): number {
  return roster.filter(({ userId, status }) => managed.has(userId) && status !== "Inactive").length;
}

function reasonsFor(held: readonly HeldChange[]): readonly Reason[] {
  const byCode = Map.groupBy(held, ({ risk }) => riskyKinds[risk].heldAs);
  return [...byCode].map(([code, changes]) => {
    const counts = countKinds(changes.map(({ risk }) => risk));
    const causes = [...new Set(changes.map(({ cause }) => cause))].join("; ");
    const message = `${formatRiskyCounts(counts)} ${changes.length === 1 ? "waits" : "wait"} for an approval: ${causes}`;
    return { code, message, details: { held: changes.length, ...counts } };
  });
}

function emptyReason(of: number): Reason {
  return {
    code: "SOURCE_EMPTY",
    message: `the directory was read completely and lists nobody, while the sync manages ${of} active users: nothing was applied`,
    details: { activeManaged: of },
  };
}
