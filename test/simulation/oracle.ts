import type { Settings } from "#shared/domain/settings.ts";
import { countedSeats, type DirectoryView, type Human, hasWem, isRemoved } from "./directory-view.ts";
import type { Item } from "./roster-journal.ts";

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

interface Question {
  readonly view: DirectoryView;
  readonly settings: Settings;
  readonly roster: readonly Item[];
  /** `<userId> <Inactive or role>`. */
  readonly approved: ReadonlySet<string>;
}

/** What is to happen to one user before the safeguards are asked. */
interface Wish {
  readonly userId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  readonly sort: "deactivation" | "role change" | "other";
}

/** Whether the human behind a linked user works here now, by the lists that were read. */
export function mayWork(view: DirectoryView, settings: Settings, user: Item): boolean {
  const human = view.humans.find((one) => idsOf(one).includes(String(user["sourceId"])));
  return human !== undefined && works(human, { view, settings, user });
}

/** Whether a user must not be changed by any run: the impersonated and protected ones, and whoever is covered. */
export function isUntouchable(user: Item, settings: Settings): boolean {
  if (isSparedUser(user, settings)) return true;
  return !isMeant([String(user["sourceId"]), address(user["email"])], settings);
}

/** What the roster has to be after an undisturbed run. */
export function expectedAfter({ view, settings, roster, approved }: Question): Expectation {
  const users = new Map<string, Wanted>(roster.map((item) => [String(item["userId"]), item]));
  const doubtful = new Doubts(view, settings, roster);
  const unreadable = settings.subAccountIds.filter((id) => !view.readable.has(id));
  const wishes: Wish[] = [];
  const mayAppear = new Set<string>();
  let open = 0;
  for (const human of view.humans) {
    if (!doubtful.has(human)) continue;
    open += 1;
    for (const id of idsOf(human)) mayAppear.add(id.replaceAll(":", "-"));
  }
  for (const user of roster) {
    const userId = String(user["userId"]);
    if (isSparedUser(user, settings)) continue;
    if (!doubtful.hasUser(user) && isUntouchable(user, settings)) continue;
    if (doubtful.hasUser(user)) {
      users.set(userId, "anything");
      open += 1;
      continue;
    }
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
    if (doubtful.has(human) || human.rcUserId === undefined || doubtful.userOf(human) !== undefined) continue;
    const wish = arrival(human, { view, settings, roster, unreadable });
    if (wish !== undefined) wishes.push(wish);
  }
  return judged({ wishes, users, open, mayAppear, unreadable, question: { view, settings, roster, approved } });
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
): Wish {
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
): Wish | undefined {
  const sourceId = `rc:${human.rcUserId}`;
  const userId = sourceId.replace(":", "-");
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

interface Judging {
  readonly wishes: readonly Wish[];
  readonly users: Map<string, Wanted>;
  readonly open: number;
  readonly mayAppear: ReadonlySet<string>;
  readonly unreadable: readonly string[];
  readonly question: Question;
}

/** Applies the safeguards (design 4.5) to the wishes. */
function judged({ wishes, users, open, mayAppear, unreadable, question }: Judging): Expectation {
  const { view, settings, roster, approved } = question;
  const inScope = view.humans.filter((human) => works(human, { view, settings, user: {} })).length;
  const managed = roster.filter(
    (user) => user["status"] === "Active" && user["sourceId"] !== undefined && !isUntouchable(user, settings),
  );
  const isApproved = ({ userId, after, sort }: Wish) =>
    approved.has(`${userId} ${sort === "deactivation" ? "Inactive" : after["role"]}`);
  const ofSort = (sort: Wish["sort"]) => wishes.filter((wish) => wish.sort === sort && !isApproved(wish));
  const decide = (count: number, of: number) =>
    count > settings.deactivationFloor &&
    (count > settings.maxDeactivations || count > settings.maxDeactivationShare * of);
  const leavers = ofSort("deactivation");
  const roles = ofSort("role change");
  const emptied = (wish: Wish) =>
    scopesOf(wish.before ?? {}).some((scope) => {
      if (scope === "ringex")
        return settings.ringExCheck === "off" || view.humans.every(({ extension }) => extension === undefined);
      if (scope === "main") return view.humans.every(({ administratorId }) => administratorId === undefined);
      const id = scope.slice("sub:".length);
      if (!settings.subAccountIds.includes(id)) return true;
      return view.humans.every(({ seats }) => seats.every((seat) => seat.subAccountId !== id || !seat.isActive));
    });
  // What the oracle does not know of some people may tip the scales: then it does not know this either.
  const certain = (count: number, of: number) =>
    decide(count, of) === decide(count + open, of) && decide(count, of) === decide(count, of + open);
  const aboveFloor = leavers.length > settings.deactivationFloor;
  const isCertain =
    certain(leavers.length, managed.length) &&
    certain(roles.length, inScope) &&
    aboveFloor === leavers.length + open > settings.deactivationFloor;
  const isEmpty = inScope === 0 && unreadable.length === 0 && managed.length > 0;
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
    const isHeld = isLimited && (wish.sort === "deactivation" ? heldAll || (aboveFloor && emptied(wish)) : heldRoles);
    if (isHeld) held += 1;
    if (isLimited && !isCertain) users.set(wish.userId, "anything");
    else if (!isHeld) users.set(wish.userId, wish.after);
    // Held is the role alone; a newcomer without a role is nobody.
    else if (wish.sort === "role change" && wish.before !== undefined) {
      users.set(wish.userId, { ...wish.after, role: wish.before["role"] });
    }
  }
  const uncertainIds = new Set(isCertain ? [] : wishes.map(({ userId }) => userId));
  const status = held > 0 ? "held" : unreadable.length > 0 ? "partial" : "succeeded";
  return {
    users,
    mayAppear: (userId) => mayAppear.has(userId) || uncertainIds.has(userId),
    status: isCertain && open === 0 ? status : undefined,
    judged: wishes.length,
    open,
  };
}

/** Humans and users of whom it is not plain who is who: shared addresses, missing or changed ids. */
class Doubts {
  readonly #humans = new Set<Human>();
  readonly #users = new Set<Item>();
  readonly #humanOf = new Map<unknown, Human>();
  readonly #userOf = new Map<Human, Item>();

  constructor({ humans }: DirectoryView, settings: Settings, roster: readonly Item[]) {
    const ids = new Map(humans.flatMap((human) => idsOf(human).map((id) => [id, human] as const)));
    for (const user of roster) {
      const human = ids.get(String(user["sourceId"]));
      if (human === undefined) continue;
      if (this.#userOf.has(human)) this.#humans.add(human);
      this.#humanOf.set(user["userId"], human);
      this.#userOf.set(human, user);
    }
    const byAddress = new Map<string, (Human | Item)[]>();
    const note = (email: unknown, who: Human | Item) => {
      if (address(email) !== "") byAddress.set(address(email), [...(byAddress.get(address(email)) ?? []), who]);
    };
    for (const human of humans) note(human.email, human);
    for (const user of roster) note(user["email"], user);
    for (const human of humans) {
      const user = this.#userOf.get(human);
      const others = (byAddress.get(address(human.email)) ?? []).filter((who) => who !== human && who !== user);
      const [other, ...more] = others;
      const isAdoption =
        other !== undefined &&
        more.length === 0 &&
        "userId" in other &&
        other["sourceId"] === undefined &&
        user === undefined;
      const isPatterned = [human.email, user?.["email"]].some(
        (email) => address(email) !== "" && !isMeant([address(email)], { ...settings, pilotPeople: [] }),
      );
      const isOutsidePilot =
        settings.pilotPeople.length > 0 && !isMeant([`rc:${human.rcUserId}`, address(human.email)], settings);
      const isSpared = other !== undefined && "userId" in other && isSparedUser(other, settings);
      const isClear = (others.length === 0 || isAdoption) && !isPatterned && !isSpared && !isOutsidePilot;
      // Somebody without a RingCentral user id is known by other ids, which the design joins by address.
      if (!isClear || human.rcUserId === undefined) this.#doubt(human);
    }
    for (const user of roster) {
      const isGone = user["sourceId"] !== undefined && !this.#humanOf.has(user["userId"]);
      const shares = (byAddress.get(address(user["email"])) ?? []).some(
        (who) => who !== user && who !== this.#humanOf.get(user["userId"]),
      );
      if (isGone && (shares || !String(user["sourceId"]).startsWith("rc:"))) this.#users.add(user);
      if (user["sourceId"] !== undefined && scopesOf(user).length === 0) this.#users.add(user);
      if (user["sourceId"] === undefined && shares) {
        const candidates = (byAddress.get(address(user["email"])) ?? []).filter((who) => who !== user);
        if (candidates.some((who) => !("key" in who) || this.#humans.has(who as Human))) this.#users.add(user);
      }
    }
  }

  has(human: Human): boolean {
    return this.#humans.has(human);
  }

  hasUser(user: Item): boolean {
    const human = this.#humanOf.get(user["userId"]);
    return this.#users.has(user) || (human !== undefined && this.#humans.has(human));
  }

  humanOf(user: Item): Human | undefined {
    return this.#humanOf.get(user["userId"]);
  }

  userOf(human: Human): Item | undefined {
    return this.#userOf.get(human);
  }

  #doubt(human: Human): void {
    this.#humans.add(human);
  }
}

/** Every id that somebody may be known by; who has a RingCentral user id is known by that. */
function idsOf({ rcUserId, seats, administratorId }: Human): readonly string[] {
  return [
    ...(rcUserId === undefined ? [] : [`rc:${rcUserId}`]),
    ...new Set(seats.map(({ subAccountId, agentId }) => `cx-agent:${subAccountId}:${agentId}`)),
    ...(administratorId === undefined ? [] : [`cx-user:${administratorId}`]),
  ];
}

/** In scope (design 4.2) by what can be read, and not removed. */
function works(
  human: Human,
  { view, settings, user }: { view: DirectoryView; settings: Settings; user: Item },
): boolean {
  const wasSeen = scopesOf(user).includes("ringex") ? "seen" : "not seen";
  if (isRemoved(human, settings, wasSeen)) return false;
  return (
    human.administratorId !== undefined ||
    (hasWem(human, settings) && readableSeats(human, { view, settings }).length > 0)
  );
}

function readableSeats(human: Human, { view, settings }: { view: DirectoryView; settings: Settings }) {
  return countedSeats(human, settings).filter(({ subAccountId }) => view.readable.has(subAccountId));
}

function roleOf(human: Human, at: { view: DirectoryView; settings: Settings }): string {
  const { adminAndAgentRole, supervisorRole } = at.settings;
  const seats = hasWem(human, at.settings) ? readableSeats(human, at) : [];
  const leads = seats.some(({ agentType }) => agentType === "SUPERVISOR" || agentType === "MULTI_SUPERVISOR");
  const asAgent = leads ? supervisorRole : "Agent";
  if (human.administratorId === undefined) return asAgent;
  if (seats.length === 0 || adminAndAgentRole === "first") return "Administrator";
  return adminAndAgentRole === "last" ? asAgent : adminAndAgentRole;
}

function linkOf(human: Human, at: { view: DirectoryView; settings: Settings; user: Item }) {
  const seats = readableSeats(human, at);
  const { ringExCheck, realtimeDataSourceId } = at.settings;
  const isInRingEx = ringExCheck === "on" ? human.extension !== undefined : scopesOf(at.user).includes("ringex");
  // Seen is who is listed, be it as inactive.
  const listed = human.seats.filter(
    ({ subAccountId: id }) => at.settings.subAccountIds.includes(id) && at.view.readable.has(id),
  );
  const scopes = new Set(listed.map(({ subAccountId }) => `sub:${subAccountId}`));
  if (human.administratorId !== undefined) scopes.add("main");
  if (isInRingEx) scopes.add("ringex");
  return {
    sourceId: `rc:${human.rcUserId}`,
    dataSourceId: realtimeDataSourceId,
    agentIds: [...new Set(seats.map(({ subAccountId, agentId }) => `${subAccountId}/${agentId}`))].sort(),
    scopes: [...scopes].sort(),
  };
}

function isSparedUser({ userId }: Item, { impersonatedUserId, protectedUserIds }: Settings): boolean {
  return userId === impersonatedUserId || protectedUserIds.some((id) => id === userId);
}

/** Whether the settings let the sync touch somebody with these addresses and ids. */
function isMeant(marks: readonly string[], { ignoredPeople, pilotPeople }: Settings): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => marks.includes(pattern));
  return !named(ignoredPeople) && (pilotPeople.length === 0 || named(pilotPeople));
}

function scopesOf(user: Item): readonly string[] {
  const scopes = user["scopes"];
  return Array.isArray(scopes) ? scopes : [];
}

function address(email: unknown): string {
  return typeof email === "string" ? email.trim().toLowerCase() : "";
}

function name(text: unknown): string {
  return typeof text === "string" ? text.normalize("NFC").trim().replace(/\s+/gu, " ") : "";
}

/** The first or the last names are equal; an empty one agrees with nothing. */
function namesAgree(human: Human, user: Item): boolean {
  const same = (one: unknown, other: unknown) =>
    name(one) !== "" && name(one).toLowerCase() === name(other).toLowerCase();
  return same(human.firstName, user["firstName"]) || same(human.lastName, user["lastName"]);
}
