import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type DirectoryView, type Human, isComplete } from "./directory-view.ts";
import { Emptied, isLowered } from "./emptied.ts";
import { works } from "./human-at-work.ts";

/** What has to be true of a user in the end: these attributes, or nothing that the oracle wants to say. */
export type Wanted = Item | "anything";

/** What an undisturbed run in apply mode leads to, written from design 3 and 4 about humans, not about records. */
export interface Expectation {
  readonly users: ReadonlyMap<string, Wanted>;
  /** Users whom the run may create for humans about whom the oracle does not say anything. */
  readonly mayAppear: (userId: string) => boolean;
  /** `undefined` where it hangs on what the oracle does not know. */
  readonly status: "succeeded" | "partial" | "held" | "failed" | undefined;
  /** Users and newcomers of whom it knows what happens, and of whom not. */
  readonly judged: number;
  readonly open: number;
}

export interface Question {
  readonly view: DirectoryView;
  readonly settings: Settings;
  readonly roster: readonly Item[];
  /** `<userId> <Inactive or role>`. */
  readonly approved: ReadonlySet<string>;
}

/** What is to happen to one user before the safeguards are asked. */
export interface DueRun {
  readonly userId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  readonly sort: "deactivation" | "role change" | "other";
}

interface Judging {
  readonly wishes: readonly DueRun[];
  readonly users: Map<string, Wanted>;
  readonly open: number;
  /** People left as they are because somebody has to look. */
  readonly conflicts: number;
  readonly mayAppear: ReadonlySet<string>;
  /** Of a linked user: whether the settings let the sync touch it. */
  readonly isManaged: (user: Item) => boolean;
  readonly userOf: (human: Human) => Item | undefined;
  readonly question: Question;
}

/** Applies the safeguards (design 4.5) to the wishes. */
export function judged(judging: Judging): Expectation {
  const { wishes, users, open, conflicts, mayAppear, isManaged, userOf, question } = judging;
  const { view, settings, roster, approved } = question;
  const people = view.humans.filter((human) => works(human, { view, settings, user: userOf(human) ?? {} }));
  const inScope = people.length;
  const managed = roster.filter(
    (user) => user["status"] === "Active" && user["sourceId"] !== undefined && isManaged(user),
  );
  const isApproved = ({ userId, after, sort }: DueRun) =>
    approved.has(`${userId} ${sort === "deactivation" ? "Inactive" : after["role"]}`);
  const ofSort = (sort: DueRun["sort"]) => wishes.filter((wish) => wish.sort === sort && !isApproved(wish));
  // Small sites have a brake, too: of the floor a fifth of those concerned counts at most, and one may always go.
  const decide = (count: number, of: number) =>
    count > Math.max(1, Math.min(settings.deactivationFloor, of / 5)) &&
    (count > settings.maxDeactivations || count > settings.maxDeactivationShare * of);
  const leavers = ofSort("deactivation");
  const roles = ofSort("role change");
  // An approval of some does not make a list less emptied.
  const emptied = new Emptied(wishes, { view, settings, open });
  // What the oracle does not know of some people may tip the scales: then it does not know this either.
  const certain = (count: number, of: number) =>
    [count, count + open].every((many) => [of, of + open].every((base) => decide(many, base) === decide(count, of)));
  const isCertain = certain(leavers.length, managed.length) && certain(roles.length, inScope) && emptied.isCertain;
  const isEmpty = inScope === 0 && isComplete(view) && managed.length > 0;
  if (isEmpty || (open > 0 && inScope <= open)) {
    const status = isEmpty && open === 0 && approved.size === 0 ? ("failed" as const) : undefined;
    const unsaid =
      status === undefined ? new Map(roster.map((user) => [String(user["userId"]), "anything" as const])) : users;
    return { users: unsaid, mayAppear: () => status === undefined, status, judged: 0, open: open + 1 };
  }
  const heldAll = decide(leavers.length, managed.length);
  const heldRoles = decide(roles.length, inScope);
  let held = 0;
  for (const wish of wishes) {
    const isLimited = wish.sort !== "other" && !isApproved(wish);
    const isOfEmptied = isLowered(wish) && emptied.scopeOf(wish);
    const isHeld =
      isLimited && (wish.sort === "deactivation" ? heldAll || emptied.listOf(wish) : heldRoles || isOfEmptied);
    if (isHeld) held += 1;
    if (isLimited && !isCertain) users.set(wish.userId, "anything");
    else if (!isHeld) users.set(wish.userId, wish.after);
    // Held is the role alone, and of an emptied scope where the user was seen; a newcomer without a role is nobody.
    else if (wish.sort === "role change" && wish.before !== undefined) {
      const { role, scopes } = wish.before;
      users.set(wish.userId, { ...wish.after, role, ...(isOfEmptied ? { scopes } : {}) });
    }
  }
  const uncertainIds = new Set(isCertain ? [] : wishes.map(({ userId }) => userId));
  const isMany = conflicts > 5 && conflicts > inScope / 10;
  const status = held > 0 ? "held" : !isComplete(view) || isMany ? "partial" : "succeeded";
  return {
    users,
    mayAppear: (userId) => mayAppear.has(userId) || uncertainIds.has(userId),
    status: isCertain && open === 0 ? status : undefined,
    judged: wishes.length,
    open,
  };
}
