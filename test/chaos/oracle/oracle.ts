import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type Arrival, Arrivals } from "./arrivals.ts";
import { asRead } from "./as-read.ts";
import type { Human } from "./directory-view.ts";
import { Doubts } from "./doubts.ts";
import { followed, isAnotherHuman, isEmailTaken } from "./followed.ts";
import { isAbsenceOpen, isFrozen, isListed, works } from "./human-at-work.ts";
import { address, idsOf, isNameless, isSparedUser, isUnnamed, isUntouchable } from "./identity.ts";
import { type DueRun, type Expectation, judged, type Question, type Wanted } from "./judge-wishes.ts";

/** What the roster has to be after an undisturbed run. */
export function expectedAfter({ view: whole, settings, roster, approved }: Question): Expectation {
  const view = asRead(whole, settings);
  // Who has access hangs on the roles then, and nothing is known of them.
  if (settings.wemAccess === "ringex-permission" && view.unread.has("ringex")) return unknown(roster);
  const users = new Map<string, Wanted>(roster.map((item) => [String(item["userId"]), item]));
  const doubtful = new Doubts(view, settings, roster);
  const arrivals = new Arrivals({ view, settings, roster, doubtful });
  const wishes: DueRun[] = [];
  const mayAppear = new Set<string>();
  let open = 0;
  let conflicts = 0;
  /** Users whom somebody is given, or who wait for what was not read. */
  const spokenFor = new Set<Item>();
  const leaveOpen = (human: Human): void => {
    open += 1;
    for (const id of idsOf(human)) mayAppear.add(id.replaceAll(":", "-"));
  };
  const openUsers = new Set<Item>();
  for (const human of view.humans) {
    if (doubtful.has(human)) {
      leaveOpen(human);
      continue;
    }
    if (doubtful.isExcluded(human) || doubtful.userOf(human) !== undefined) continue;
    const arrival: Arrival = arrivals.of(human);
    switch (arrival.kind) {
      case "wish":
        wishes.push(arrival.wish);
        if (arrival.user !== undefined) spokenFor.add(arrival.user);
        break;
      case "waits":
        spokenFor.add(arrival.user);
        break;
      case "conflict":
        conflicts += 1;
        break;
      case "open":
        leaveOpen(human);
        for (const user of roster) if (address(user["email"]) === address(human.email)) openUsers.add(user);
        break;
      case "nothing":
        break;
    }
  }
  const isManaged = (user: Item): boolean => {
    const human = doubtful.humanOf(user);
    const isExcluded = human === undefined ? isUntouchable(user, settings) : doubtful.isExcluded(human);
    return !isSparedUser(user, settings) && !isExcluded;
  };
  for (const user of roster) {
    const userId = String(user["userId"]);
    if (isSparedUser(user, settings) || spokenFor.has(user)) continue;
    if (doubtful.hasUser(user) || (openUsers.has(user) && doubtful.humanOf(user) === undefined)) {
      users.set(userId, "anything");
      open += 1;
      continue;
    }
    if (!isManaged(user)) continue;
    const human = doubtful.humanOf(user);
    if (user["sourceId"] === undefined) continue;
    const isHere = human !== undefined && works(human, { view, settings, user });
    const isWithoutUse = isHere && (human.isUnusable || (isNameless(human) && !isUnnamed(human)));
    if (isWithoutUse) conflicts += 1;
    if (isFrozen(user, view) || isWithoutUse) continue;
    if (!isHere) {
      if (user["status"] !== "Active" || isAbsenceOpen(user, view)) continue;
      // Nothing but the status of the extension can be odd then.
      if (human?.isUnusable === true && !isListed(human, { view, settings })) continue;
      // Somebody with an odd word in one record whom another record puts out of scope may be read either way.
      if (human?.isUnusable === true || doubtful.mayBeUnusable(user)) {
        users.set(userId, "anything");
        open += 1;
      } else wishes.push({ userId, before: user, after: { ...user, status: "Inactive" }, sort: "deactivation" });
      continue;
    }
    if (isAnotherHuman(user, { human, settings })) {
      conflicts += 1;
      continue;
    }
    const taken = isEmailTaken(user, { human, settings, roster, isAdopted: (free) => spokenFor.has(free) });
    if (taken) conflicts += 1;
    else wishes.push(followed({ userId, user, human, how: "own" }, { view, settings }));
  }
  return judged({
    wishes,
    users,
    open,
    conflicts,
    mayAppear,
    isManaged,
    userOf: (human) => doubtful.userOf(human),
    question: { view, settings, roster, approved },
  });
}

function unknown(roster: readonly Item[]): Expectation {
  const users = new Map(roster.map((user) => [String(user["userId"]), "anything" as const]));
  return { users, mayAppear: () => true, status: undefined, judged: 0, open: roster.length };
}
