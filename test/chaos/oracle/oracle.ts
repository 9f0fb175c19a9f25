import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { DirectoryView, Human } from "./directory-view.ts";
import { Doubts } from "./doubts.ts";
import { linkOf, roleOf, works } from "./human-at-work.ts";
import { address, idsOf, isSparedUser, isUntouchable, name, namesAgree, scopesOf } from "./identity.ts";
import { type DueRun, type Expectation, judged, type Question, type Wanted } from "./judge-wishes.ts";

/** What the roster has to be after an undisturbed run. */
export function expectedAfter({ view, settings, roster, approved }: Question): Expectation {
  const users = new Map<string, Wanted>(roster.map((item) => [String(item["userId"]), item]));
  const doubtful = new Doubts(view, settings, roster);
  const unreadable = settings.subAccountIds.filter((id) => !view.readable.has(id));
  const wishes: DueRun[] = [];
  const mayAppear = new Set<string>();
  let open = 0;
  for (const human of view.humans) {
    if (!doubtful.has(human)) continue;
    open += 1;
    for (const id of idsOf(human)) mayAppear.add(id.replaceAll(":", "-"));
  }
  const isManaged = (user: Item): boolean => {
    const human = doubtful.humanOf(user);
    const isExcluded = human === undefined ? isUntouchable(user, settings) : doubtful.isExcluded(human);
    return !isSparedUser(user, settings) && !isExcluded;
  };
  for (const user of roster) {
    const userId = String(user["userId"]);
    if (isSparedUser(user, settings)) continue;
    if (doubtful.hasUser(user)) {
      users.set(userId, "anything");
      open += 1;
      continue;
    }
    if (!isManaged(user)) continue;
    const human = doubtful.humanOf(user);
    const scopes = scopesOf(user);
    const isFrozen = unreadable.some((id) => scopes.includes(`sub:${id}`));
    if (user["sourceId"] === undefined || isFrozen) continue;
    if (human === undefined || !works(human, { view, settings, user })) {
      if (user["status"] === "Active") {
        wishes.push({ userId, before: user, after: { ...user, status: "Inactive" }, sort: "deactivation" });
      }
      continue;
    }
    if (name(human.firstName) === "" && name(human.lastName) === "") continue;
    wishes.push(followed({ userId, user, human }, { view, settings, unreadable }));
  }
  for (const human of view.humans) {
    if (doubtful.has(human) || doubtful.isExcluded(human) || doubtful.userOf(human) !== undefined) continue;
    const wish = arrival(human, { view, settings, roster, unreadable });
    if (wish !== undefined) wishes.push(wish);
  }
  return judged({
    wishes,
    users,
    open,
    mayAppear,
    unreadable,
    isManaged,
    question: { view, settings, roster, approved },
  });
}

interface Surroundings {
  readonly view: DirectoryView;
  readonly settings: Settings;
  readonly unreadable: readonly string[];
}

/** A user who follows a human who works here. */
function followed(
  { userId, user, human }: { readonly userId: string; readonly user: Item; readonly human: Human },
  { view, settings, unreadable }: Surroundings,
): DueRun {
  const after: Record<string, unknown> = { ...user, ...linkOf(human, { view, settings, user }), status: "Active" };
  for (const attribute of settings.managedAttributes) {
    if (attribute === "role") {
      const role = roleOf(human, { view, settings });
      if (role !== "Administrator" || unreadable.length === 0) after["role"] = role;
    } else if (attribute === "email") {
      if (human.email !== undefined && address(human.email) !== address(user["email"]))
        after["email"] = human.email.trim();
    } else if (name(human[attribute]) !== name(user[attribute])) {
      after[attribute] = name(human[attribute]);
    }
  }
  const isReactivation = user["status"] !== "Active" && user["sourceId"] !== undefined;
  const sort = after["role"] !== user["role"] && !isReactivation ? "role change" : "other";
  return { userId, before: user, after, sort };
}

/** What becomes of a human whom no user is linked to: adopted, taken back, created, or left alone. */
function arrival(
  human: Human,
  { view, settings, roster, unreadable }: Surroundings & { readonly roster: readonly Item[] },
): DueRun | undefined {
  const [sourceId] = idsOf(human);
  if (sourceId === undefined) return undefined;
  const userId = sourceId.replaceAll(":", "-");
  if (!works(human, { view, settings, user: {} })) return undefined;
  if (name(human.firstName) === "" && name(human.lastName) === "") return undefined;
  const namesake = roster.find((user) => human.email !== undefined && address(user["email"]) === address(human.email));
  if (namesake !== undefined) {
    if (!namesAgree(human, namesake)) return undefined;
    return followed({ userId: String(namesake["userId"]), user: namesake, human }, { view, settings, unreadable });
  }
  if (roster.some((user) => user["userId"] === userId)) return undefined;
  const role = roleOf(human, { view, settings });
  if (role === "Administrator" && unreadable.length > 0) return undefined;
  const after = {
    userId,
    firstName: name(human.firstName),
    lastName: name(human.lastName),
    email: human.email?.trim(),
    role,
    status: "Active",
    activityId: settings.defaultActivityId,
    ...linkOf(human, { view, settings, user: {} }),
  };
  return { userId, before: undefined, after, sort: role === "Administrator" ? "role change" : "other" };
}
