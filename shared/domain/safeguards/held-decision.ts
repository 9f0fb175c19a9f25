import { createHash } from "node:crypto";
import type { RunId, UserId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import { compareText } from "#shared/domain/text.ts";

/** For how long after `at` an approval can be used, and a refusal holds (design 3.5). */
export const approvalHours = 72;
export const refusalDays = 30;
/** Users that a decision about a part of a list may name. */
export const maxNamed = 5_000;

/** Somebody's word about what one run holds back (design 3.5). */
export interface HeldDecision {
  readonly kind: "approval" | "refusal";
  /** The run that holds the list. */
  readonly runId: RunId;
  /** Of the whole list, as whoever decided saw it. */
  readonly digest: string;
  /** These of the list only, or all but these; the whole list where neither is there. */
  readonly userIds?: readonly UserId[];
  readonly except?: readonly UserId[];
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Of an approval of a part: somebody took its refusal of the rest back, so that the rest is asked again. */
  readonly restOpen?: true;
  /** The last run that applied something under it; an approval only. */
  readonly usedBy?: RunId;
}

/** What is held of one user, as it stands on record. */
export type HeldPart = Pick<ChangeRecord, "userId" | "kind" | "after" | "risk">;

/** When a decision ends; one whose instant cannot be read, or has not come yet, never held. */
export function endOf({ kind, at }: Pick<HeldDecision, "kind" | "at">): Date | undefined {
  const made = Date.parse(at);
  return Number.isNaN(made)
    ? undefined
    : new Date(made + (kind === "approval" ? approvalHours : refusalDays * 24) * 3_600_000);
}

/** Whether a decision holds at an instant, whether it was used or not. */
export function isInForce(decision: Pick<HeldDecision, "kind" | "at">, now: Date): boolean {
  const end = endOf(decision);
  return end !== undefined && Date.parse(decision.at) <= now.getTime() && now < end;
}

/** What it says of one user of the list: an approval refuses whom it leaves out, a refusal leaves them open. */
export function saysOf(decision: HeldDecision, userId: UserId): "approved" | "refused" | undefined {
  const { kind, userIds, except, restOpen } = decision;
  const isNamed = (userIds?.includes(userId) ?? true) && !(except?.includes(userId) ?? false);
  if (kind === "approval") return isNamed ? "approved" : restOpen === true ? undefined : "refused";
  return isNamed ? "refused" : undefined;
}

/** What a held part would make of the user; the rest of the change may differ from run to run. */
const told = ["firstName", "lastName", "email", "role", "status", "activityId", "sourceId"] as const;
const toldOfNewUser = ["role", "sourceId"] as const;

/** The same for the same user and the same new value: what stays held, and what a decision binds to. */
export function signature({ userId, kind, after }: HeldPart): string {
  const names: readonly (typeof told)[number][] = kind === "create" ? toldOfNewUser : told;
  return `${userId} ${names.flatMap((name) => (name in after ? [`${name}=${after[name] ?? ""}`] : [])).join(" ")}`;
}

/** SHA-256 over a held list, hexadecimal: the same for the same parts in whatever order. */
export function heldDigest(held: readonly HeldPart[]): string {
  return createHash("sha256").update(held.map(signature).sort(compareText).join("\n")).digest("hex");
}
