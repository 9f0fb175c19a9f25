import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type Arrival, Arrivals } from "./arrivals.ts";
import { asRead } from "./as-read.ts";
import type { Human } from "./directory-view.ts";
import { Doubts } from "./doubts.ts";
import { followed, isAnotherHuman, isEmailTaken } from "./followed.ts";
import { isAbsenceOpen, isFrozen, isListed, works } from "./human-at-work.ts";
import { address, idsOf, isNameless, isSparedUser, isUnnamed, isUntouchable } from "./identity.ts";
import { type Expectation, judged, type Question, type Wanted } from "./judge-wishes.ts";
import type { Wish } from "./risky-parts.ts";

/** What the roster has to be after an undisturbed run. */
export function expectedAfter({ view: whole, settings, roster, past }: Question): Expectation {
  const view = asRead(whole, settings);
  if (["main", ...settings.subAccountIds.map((id) => `sub:${id}`)].every((scope) => view.unread.has(scope)))
    return untouched(roster);
  // Who has access hangs on the roles then, and nothing is known of them.
  if (settings.wemAccess === "ringex-permission" && view.unread.has("ringex")) return unknown(roster);
  const users = new Map<string, Wanted>(roster.map((item) => [String(item["userId"]), item]));
  const doubtful = new Doubts(view, settings, roster);
  const arrivals = new Arrivals({ view, settings, roster, doubtful });
  const wishes: Wish[] = [];
  const stays = new Map<string, "frozen" | "excluded" | "conflict" | "open">();
  const mayAppear = new Set<string>();
  let open = 0;
  let conflicts = 0;
  /** Users whom somebody is given, or who wait for what was not read. */
  const spokenFor = new Set<Item>();
  const newcomerIds = (human: Human) => idsOf(human).map((id) => id.replaceAll(":", "-"));
  const keepPlace = (human: Human, why: "frozen" | "excluded" | "conflict" | "open"): void => {
    for (const id of newcomerIds(human)) stays.set(id, why);
    // The user that they are to be given.
    if (why !== "excluded")
      for (const user of roster)
        if (address(user["email"]) === address(human.email) && user["email"] !== undefined)
          stays.set(String(user["userId"]), "open");
  };
  const leaveOpen = (human: Human): void => {
    open += 1;
    for (const id of newcomerIds(human)) mayAppear.add(id);
    keepPlace(human, "open");
  };
  const openUsers = new Set<Item>();
  for (const human of view.humans) {
    if (doubtful.has(human)) {
      leaveOpen(human);
      continue;
    }
    if (doubtful.userOf(human) !== undefined) continue;
    if (doubtful.isExcluded(human)) {
      keepPlace(human, "excluded");
      continue;
    }
    const arrival: Arrival = arrivals.of(human);
    switch (arrival.kind) {
      case "wish":
        wishes.push(arrival.wish);
        if (arrival.user !== undefined) spokenFor.add(arrival.user);
        break;
      case "waits":
        spokenFor.add(arrival.user);
        keepPlace(human, "frozen");
        break;
      case "conflict":
        conflicts += 1;
        keepPlace(human, "conflict");
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
    if (isSparedUser(user, settings)) {
      stays.set(userId, "excluded");
      continue;
    }
    if (spokenFor.has(user)) continue;
    if (doubtful.hasUser(user) || (openUsers.has(user) && doubtful.humanOf(user) === undefined)) {
      users.set(userId, "anything");
      stays.set(userId, "open");
      open += 1;
      continue;
    }
    if (!isManaged(user)) {
      stays.set(userId, "excluded");
      continue;
    }
    const human = doubtful.humanOf(user);
    if (user["sourceId"] === undefined) continue;
    const isHere = human !== undefined && works(human, { view, settings, user });
    const isWithoutUse = isHere && (human.isUnusable || (isNameless(human) && !isUnnamed(human)));
    if (isWithoutUse) conflicts += 1;
    if (isFrozen(user, view) || isWithoutUse) {
      stays.set(userId, isWithoutUse ? "conflict" : "frozen");
      continue;
    }
    if (!isHere) {
      if (user["status"] !== "Active") continue;
      if (isAbsenceOpen(user, view)) {
        stays.set(userId, "frozen");
        continue;
      }
      // Nothing but the status of the extension can be odd then.
      if (human?.isUnusable === true && !isListed(human, { view, settings })) {
        stays.set(userId, "open");
        continue;
      }
      // Somebody with an odd word in one record whom another record puts out of scope may be read either way.
      if (human?.isUnusable === true || doubtful.mayBeUnusable(user)) {
        users.set(userId, "anything");
        stays.set(userId, "open");
        open += 1;
      } else wishes.push({ userId, before: user, after: { ...user, status: "Inactive" }, how: "leaves" });
      continue;
    }
    if (isAnotherHuman(user, { human, settings })) {
      conflicts += 1;
      stays.set(userId, "conflict");
      continue;
    }
    const taken = isEmailTaken(user, { human, settings, roster, isAdopted: (free) => spokenFor.has(free) });
    if (taken) {
      conflicts += 1;
      stays.set(userId, "conflict");
    } else wishes.push(followed({ userId, user, human, how: "own" }, { view, settings }));
  }
  return judged({
    wishes,
    users,
    open,
    conflicts,
    mayAppear,
    isManaged,
    userOf: (human) => doubtful.userOf(human),
    stays,
    question: { view, settings, roster, past },
  });
}

/** Without a login, or without any list of RingCX, nothing is known, and nobody is touched. */
export function untouched(roster: readonly Item[]): Expectation {
  const users = new Map(roster.map((user) => [String(user["userId"]), user]));
  return { users, mayAppear: () => false, status: "failed", held: undefined, judged: roster.length, open: 0 };
}

function unknown(roster: readonly Item[]): Expectation {
  const users = new Map(roster.map((user) => [String(user["userId"]), "anything" as const]));
  return { users, mayAppear: () => true, status: undefined, held: undefined, judged: 0, open: roster.length };
}
