import type { Change } from "#shared/domain/roster/change.ts";
import { type RiskyKind, riskyKindNames } from "#shared/domain/roster/risky-kinds.ts";
import {
  type ChangeableAttribute,
  isHandMade,
  type Profile,
  type Role,
  type RosterUser,
} from "#shared/domain/roster/roster-user.ts";

/** What may wait of a change as one, and why it may have to. A part without kinds never waits. */
export interface RiskyPart {
  /** In the order of the table. */
  readonly kinds: readonly RiskyKind[];
  /** `whole`: nothing of the change is applied while it waits. */
  readonly attributes: "whole" | readonly ChangeableAttribute[];
}

interface RiskContext {
  readonly user: RosterUser | undefined;
  /** Somebody new who comes while the tenant settles in. */
  readonly isExpected: boolean;
  /** Only what an undo may do wrong: deactivate, and give Administrator. */
  readonly isUndo: boolean;
  readonly now: Date;
}

/** For so long after a deactivation a reactivation may be its repair, which is not held. */
const repairDays = 14;
/** Of names that wait, what RingCentral said of them waits, too: else a later look takes them for accepted. */
const profileAttributes: readonly ChangeableAttribute[] = ["firstName", "lastName", "email"];

/** The risky parts of a change: creates, links and deactivations as one, updates attribute by attribute (design 4.5). */
export function riskyParts(change: Change, context: RiskContext): readonly RiskyPart[] {
  const isGuarded = (kind: RiskyKind): boolean => {
    if (kind === "gain-administrator") return change.kind !== "create" || !context.isExpected;
    // What a decision asks for is approved by it, but for a new Administrator.
    if (change.decided !== undefined) return false;
    return !context.isUndo || kind === "deactivate";
  };
  const kinds = kindsOf(change, context).filter(isGuarded);
  const inOrder = riskyKindNames.filter((kind) => kinds.includes(kind));
  if (inOrder.length === 0) return [];
  if (change.kind !== "update" && change.kind !== "reactivate") return [{ kinds: inOrder, attributes: "whole" }];
  return inOrder.map((kind) => ({ kinds: [kind], attributes: attributesOf(kind) }));
}

function kindsOf({ kind, before, after }: Change, { user, isExpected, now }: RiskContext): readonly RiskyKind[] {
  switch (kind) {
    case "deactivate":
      return ["deactivate"];
    case "create":
      return [
        ...(isExpected ? [] : (["create"] as const)),
        ...(after.role === "Administrator" ? (["gain-administrator"] as const) : []),
      ];
    case "link":
    case "update":
    case "reactivate":
      return [
        ...roleKinds(before.role, after.role),
        ...(after.status === "Active" && !isRepair(user, now) ? (["reactivate"] as const) : []),
        ...(profileAttributes.some((name) => name in after) ? (["profile"] as const) : []),
        ...("activityId" in after ? (["move"] as const) : []),
        ...(kind === "link" && user !== undefined && isHandMade(user) && user.role !== "Agent"
          ? (["link"] as const)
          : []),
      ];
  }
}

function roleKinds(before: Role | undefined, after: Role | undefined): readonly RiskyKind[] {
  if (after === undefined) return [];
  if (after === "Administrator") return ["gain-administrator"];
  return [before === "Administrator" ? "lose-administrator" : "role"];
}

function isRepair(user: RosterUser | undefined, now: Date): boolean {
  const at = Date.parse(user?.deactivatedAt ?? "");
  return now.getTime() - at < repairDays * 24 * 3_600_000;
}

function attributesOf(kind: RiskyKind): readonly ChangeableAttribute[] {
  switch (kind) {
    case "reactivate":
      return ["status"];
    case "profile":
      return [...profileAttributes, "seen"];
    case "move":
      return ["activityId"];
    case "lose-administrator":
    case "gain-administrator":
    case "role":
      return ["role"];
    case "deactivate":
    case "create":
    case "link":
      return [];
  }
}

/** The part of a change that waits. */
export function only(attributes: RiskyPart["attributes"], change: Change): Change {
  return attributes === "whole" ? change : split(change, (name) => attributes.includes(name));
}

/** What is applied of a change meanwhile; `undefined` when nothing is left. */
export function without(attributes: readonly RiskyPart["attributes"][], change: Change): Change | undefined {
  if (attributes.includes("whole")) return undefined;
  const waiting = attributes.flat();
  if (waiting.length === 0) return change;
  const rest = split(change, (name) => !waiting.includes(name));
  return Object.keys(rest.after).length === 0 ? undefined : rest;
}

function split(change: Change, isTaken: (name: ChangeableAttribute) => boolean): Change {
  const taken = (values: Profile): Profile =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isTaken(name as ChangeableAttribute)));
  const after = taken(change.after);
  const kind = change.kind === "reactivate" && after.status === undefined ? "update" : change.kind;
  return { ...change, kind, before: taken(change.before), after };
}
