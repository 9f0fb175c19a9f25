import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type Arrival, Arrivals } from "./arrivals.ts";
import type { Human } from "./directory-view.ts";
import { Doubts } from "./doubts.ts";
import { followed, isAnotherHuman, isEmailTaken } from "./followed.ts";
import { works } from "./human-at-work.ts";
import { address, idsOf, isNameless, isSparedUser, isUntouchable, scopesOf } from "./identity.ts";
import { type DueRun, type Expectation, judged, type Question, type Wanted } from "./judge-wishes.ts";

/** What the roster has to be after an undisturbed run. */
export function expectedAfter({ view, settings, roster, approved }: Question): Expectation {
  const users = new Map<string, Wanted>(roster.map((item) => [String(item["userId"]), item]));
  const doubtful = new Doubts(view, settings, roster);
  const unreadable = settings.subAccountIds.filter((id) => !view.readable.has(id));
  const arrivals = new Arrivals({ view, settings, roster, unreadable, doubtful });
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
    const isFrozen = unreadable.some((id) => scopesOf(user).includes(`sub:${id}`));
    if (user["sourceId"] === undefined) continue;
    const isHere = human !== undefined && works(human, { view, settings, user });
    if (isHere && isNameless(human)) conflicts += 1;
    if (isFrozen || (isHere && isNameless(human))) continue;
    if (!isHere) {
      if (user["status"] === "Active")
        wishes.push({ userId, before: user, after: { ...user, status: "Inactive" }, sort: "deactivation" });
      continue;
    }
    if (isAnotherHuman(user, { human, settings })) {
      conflicts += 1;
      continue;
    }
    const taken = isEmailTaken(user, { human, settings, roster, isAdopted: (free) => spokenFor.has(free) });
    if (taken) conflicts += 1;
    else wishes.push(followed({ userId, user, human, how: "own" }, { view, settings, unreadable }));
  }
  return judged({
    wishes,
    users,
    open,
    conflicts,
    mayAppear,
    unreadable,
    isManaged,
    userOf: (human) => doubtful.userOf(human),
    question: { view, settings, roster, approved },
  });
}
