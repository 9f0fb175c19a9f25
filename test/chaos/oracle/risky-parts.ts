import type { Item } from "#test/chaos/world/roster-journal.ts";
import { plain } from "./plain.ts";

/** Kinds of changes that can hurt (design 4.5), as change records name them. */
export const kinds = [
  ...(["deactivate", "lose-administrator", "gain-administrator", "role"] as const),
  ...(["reactivate", "create", "profile", "move", "link"] as const),
] as const;
export type Kind = (typeof kinds)[number];

/** How many of each kind; what is absent is 0. */
export type Counts = { readonly [Name in Kind]?: number };

/** What is to happen to one user, or has happened. */
export interface Wish {
  readonly userId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  /** `given`: the user was nobody's, or somebody else's, until now. */
  readonly how: "new" | "given" | "own" | "leaves";
}

/** What of a wish is held or applied as one. */
export interface Part {
  readonly family: "create" | "link" | "deactivate" | "role" | "status" | "profile" | "activity";
  /** The kinds it is counted as; where one is held, the part is. */
  readonly kinds: readonly Kind[];
}

const namesAndEmail = ["firstName", "lastName", "email"] as const;

/** Attributes that stay back with a part of an update. */
export const attributesOf = {
  role: ["role"],
  status: ["status"],
  profile: namesAndEmail,
  activity: ["activityId"],
} as const;

/** Of a new user another name makes no other change. */
const ofNewUser = ["role", "status"] as const;
const ofLink = [...namesAndEmail, ...ofNewUser] as const;
/** A deactivation is put right without being held for so long. */
const repairMs = 14 * 86_400_000;

/** The risky parts of a wish at a moment. */
export function partsOf(wish: Wish, { nowMs }: { readonly nowMs: number }): readonly Part[] {
  const { before = {}, after, how } = wish;
  if (how === "leaves") return [{ family: "deactivate", kinds: ["deactivate"] }];
  const role = roleKind(wish);
  if (how === "new") return [{ family: "create", kinds: ["create", ...(role === "gain-administrator" ? [role] : [])] }];
  const isBack = before["status"] !== "Active" && after["status"] === "Active" && !isRepair(before, nowMs);
  const isProfile = namesAndEmail.some((name) => differs(name, { before, after }));
  const isMove = differs("activityId", { before, after });
  const found: readonly Part[] = [
    ...(role === undefined ? [] : [{ family: "role" as const, kinds: [role] }]),
    ...(isBack ? [{ family: "status" as const, kinds: ["reactivate" as const] }] : []),
    ...(isProfile ? [{ family: "profile" as const, kinds: ["profile" as const] }] : []),
    ...(isMove ? [{ family: "activity" as const, kinds: ["move" as const] }] : []),
  ];
  if (how === "own") return found;
  const isAbove = isHandMade(before) && before["role"] !== "Agent";
  const all = [...found.flatMap((part) => part.kinds), ...(isAbove ? (["link"] as const) : [])];
  return all.length === 0 ? [] : [{ family: "link", kinds: all }];
}

/** Nobody in RingCentral is or was behind this user. */
export function isHandMade(user: Item): boolean {
  return user["sourceId"] === undefined && user["formerSourceId"] === undefined;
}

/** When a deactivation can no longer be put right without being held, in ms since the epoch. */
export function repairEndOf(user: Item): number | undefined {
  const at = Date.parse(String(user["deactivatedAt"]));
  return Number.isNaN(at) ? undefined : at + repairMs;
}

function isRepair(before: Item, nowMs: number): boolean {
  const end = repairEndOf(before);
  return end !== undefined && nowMs < end;
}

function roleKind({ before, after }: Wish): Kind | undefined {
  const [was, is] = [before?.["role"], after["role"]];
  if (was === is || is === undefined) return undefined;
  if (was === "Administrator") return "lose-administrator";
  return is === "Administrator" ? "gain-administrator" : "role";
}

function differs(name: string, { before, after }: { readonly before: Item; readonly after: Item }): boolean {
  return plain(before[name]) !== plain(after[name]);
}

/** What is on record as held back. */
export interface HeldEntry {
  readonly userId: string;
  readonly family: Part["family"];
  readonly after: Item;
}

/** The entry of a change record. */
export function entryOf({ userId, kind, risk, after }: Item): HeldEntry {
  const ofUpdate: { readonly [name: string]: Part["family"] } = {
    reactivate: "status",
    profile: "profile",
    move: "activity",
  };
  const family =
    kind === "create" || kind === "link" || kind === "deactivate" ? kind : (ofUpdate[String(risk)] ?? "role");
  return { userId: String(userId), family, after: after as Item };
}

export function keyOf({ userId }: Pick<Wish, "userId">, { family }: Pick<Part, "family">): string {
  return `${userId} ${family}`;
}

/** Whether an entry is about this part of a wish: the same user and the same new value. */
export function isAbout(entry: HeldEntry, { wish, part }: { readonly wish: Wish; readonly part: Part }): boolean {
  if (entry.userId !== wish.userId || entry.family !== part.family) return false;
  const { before = {}, after } = wish;
  const names = { create: ofNewUser, link: ofLink, deactivate: [], ...attributesOf }[part.family];
  return names.every((name) =>
    Object.hasOwn(entry.after, name)
      ? plain(entry.after[name]) === plain(after[name])
      : part.family === "create" || !differs(name, { before, after }),
  );
}
