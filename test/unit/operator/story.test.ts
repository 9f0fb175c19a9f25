import { describe, expect, test } from "vitest";
import type { DirectoryReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { plan } from "#shared/domain/plan/plan.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { applyLimits } from "#shared/domain/safeguards/limits.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { type Seen, type Story, storiesOf, storiesOfRoster } from "#shared/operator/story.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import { nothingBefore, now } from "#test/unit/domain/limited.ts";
import { administrator, extension, linked, personOf, range, seat } from "#test/unit/run/crew.ts";

const unreadable = { kind: "unreadable", cause: "it answered 503" } as const;

interface World {
  readonly administrators?: readonly AdministratorRecord[] | typeof unreadable;
  readonly agents?: readonly AgentRecord[] | typeof unreadable;
  readonly extensions?: readonly ExtensionRecord[] | typeof unreadable;
  readonly roster?: readonly ReturnType<typeof linked>[];
  readonly settings?: Partial<Settings>;
  /** Agents of the second reading. */
  readonly again?: readonly AgentRecord[] | typeof unreadable;
  /** A second sub-account, 702, that cannot be read. */
  readonly otherSubAccount?: typeof unreadable;
}

function listOf<Row>(rows: readonly Row[] | typeof unreadable): ScopeReading<Row> {
  return "kind" in rows ? rows : { kind: "complete", records: rows };
}

/** What a run would see and decide. */
function seen({ administrators = [], agents = [], extensions = [], roster = [], settings, ...world }: World): Seen {
  const other = world.otherSubAccount === undefined ? [] : [{ subAccountId: "702", agents: world.otherSubAccount }];
  const subAccounts = (list: ScopeReading<AgentRecord>) => [{ subAccountId: "701", agents: list }, ...other];
  const reading: DirectoryReading = {
    ringCx: { administrators: listOf(administrators), subAccounts: subAccounts(listOf(agents)) },
    ringEx: { extensions: listOf(extensions) },
  };
  const users = roster as unknown as readonly RosterUser[];
  const all = { ...exampleSettings, ...settings };
  const { again = agents } = world;
  // What cannot be read again stands as it was first read.
  const second =
    "kind" in again ? reading : { ...reading, ringCx: { ...reading.ringCx, subAccounts: subAccounts(listOf(again)) } };
  const errors = "kind" in again ? [{ scope: "sub:701", cause: again.cause } as const] : [];
  const secondReading = { reading: second, unproved: new Set(errors.map(({ scope }) => scope)), errors };
  const planned = plan({ reading, roster: users, settings: all, secondReading });
  const limited = applyLimits({
    ...{ plan: planned, isUndo: false, roster: users, settings: all },
    ...{ past: nothingBefore, now },
  });
  return { reading, plan: planned, limited };
}

function storyOf(who: string, world: World): Story {
  const [story, ...others] = storiesOf(who, seen(world));
  expect(others).toEqual([]);
  return story ?? expect.fail(`nobody is meant by ${who}`);
}
const reasonOf = ({ next }: Story) => ("reason" in next ? `${next.kind}: ${next.reason}` : next.kind);
const meant = (who: string, world: World) => storiesOf(who, seen(world)).map(({ users: [user] }) => user?.userId);

describe("who is meant", () => {
  const world: World = {
    agents: [seat(11), seat(12, { firstName: "José", lastName: "García Márquez" })],
    extensions: [extension(11), extension(12)],
    roster: [linked(11), linked(12), linked(19, { userId: "hand-19", sourceId: undefined, scopes: undefined })],
  };

  test.each([
    ["the roster user id", "rc-11"],
    ["the source id", "rc:11"],
    ["the RingCentral id", "11"],
    ["an agent id with its sub-account", "701/111"],
    ["the e-mail in any case, with white space around it", ` ${personOf(11).email.toUpperCase()} `],
    ["part of the name in any case", "marchbanks11"],
    ["first and last name", `${personOf(11).firstName}  ${personOf(11).lastName}`],
    ["last name and first name", `${personOf(11).lastName} ${personOf(11).firstName}`],
  ])("is found by %s", (_by, who) => {
    expect(meant(who, world)).toEqual(["rc-11"]);
  });

  test("is found by a name with accents, however they are encoded", () => {
    expect(meant("garcía".normalize("NFD"), world)).toEqual(["rc-12"]);
  });

  test("is found in the roster alone, too", () => {
    expect(meant("hand-19", world)).toEqual(["hand-19"]);
  });

  test.each(["", "  ", "nobody", "rc-1", "\u0000"])("is nobody for %j", (who) => {
    expect(meant(who, world)).toEqual([]);
  });

  test("is only who is meant exactly, where an id is also part of a name", () => {
    const agents = [seat(11), seat(12, { firstName: "Agent", lastName: "rc:11" })];
    expect(storiesOf("rc:11", seen({ agents })).map(({ person }) => person?.sourceId)).toEqual(["rc:11"]);
  });

  test("is everybody whose name fits, in the order of their ids", () => {
    expect(meant("marchbanks1", world)).toEqual(["rc-11", "rc-12", "hand-19"]);
  });

  test("is one human with a RingCX id of their own, found by it", () => {
    const { rcUserId: _, ...withoutId } = seat(13);
    const [story] = storiesOf("131", seen({ agents: [withoutId] }));
    expect(story?.person?.sourceId).toBe("cx-agent:701:131");
  });
});

describe("a person in scope", () => {
  test("who is new is created, with the lists that say so and the rule for the role", () => {
    const story = storyOf("rc:11", { agents: [seat(11)], extensions: [extension(11)] });
    expect(story).toMatchObject({
      users: [],
      sightings: [
        { scope: "sub:701", says: "agent 111 in group 30: AGENT, active" },
        { scope: "ringex", says: "extension 11 is Enabled" },
      ],
      eligibility: { kind: "in", reason: "active agent, listed by the RingCX integration API" },
      role: { role: "Agent", rule: "agent without a supervisor's seat" },
      next: { kind: "change", change: { kind: "create", userId: "rc-11" } },
    });
  });

  test("whose user is as it should be gets nothing", () => {
    const story = storyOf("rc-11", { agents: [seat(11)], extensions: [extension(11)], roster: [linked(11)] });
    expect(reasonOf(story)).toBe("nothing: the roster is as it should be");
  });

  test("who is administrator and agent is told which rule decides", () => {
    const story = storyOf("rc:11", { administrators: [administrator(11)], agents: [seat(11)] });
    expect(story.role).toEqual({ role: "Administrator", rule: "administrator and agent, adminAndAgentRole = first" });
    expect(story.sightings.map(({ scope }) => scope)).toEqual(["main", "sub:701"]);
  });

  test("whose user was made by hand is linked: both are told, and the same next step", () => {
    const byHand = linked(11, { userId: "hand-11", sourceId: undefined, agentIds: undefined, scopes: undefined });
    const stories = storiesOf(personOf(11).email, seen({ agents: [seat(11)], roster: [byHand] }));
    expect(stories.map(({ next }) => next)).toEqual([
      { kind: "change", change: expect.objectContaining({ kind: "link", userId: "hand-11" }), held: [] },
      { kind: "change", change: expect.objectContaining({ kind: "link", userId: "hand-11" }), held: [] },
    ]);
  });

  test("with a conflict is told that somebody has to look", () => {
    const other = linked(12, { email: personOf(11).email, sourceId: undefined });
    const [story] = storiesOf("rc:11", seen({ agents: [seat(11)], roster: [other] }));
    expect(story?.next).toEqual({ kind: "conflict", reason: "the roster user with this e-mail has another name" });
  });

  test("who is left alone is told why", () => {
    const story = storyOf("rc:11", { agents: [seat(11)], settings: { ignoredPeople: [sourceId("rc:11")] } });
    expect(story.excluded).toBe("ignoredPeople");
    expect(reasonOf(story)).toBe("nothing: left alone: ignoredPeople");
  });

  test("waits to become a new administrator while a part of RingCX is unreadable", () => {
    const story = storyOf("rc:11", { administrators: [administrator(11)], agents: unreadable });
    expect(reasonOf(story)).toBe(
      "nothing: waits for a complete reading: nobody becomes Administrator while sub:701 cannot be read",
    );
  });

  test("waits to be made Administrator while a part of RingCX is unreadable, and the roster is not called right", () => {
    const story = storyOf("rc-11", {
      administrators: [administrator(11)],
      agents: unreadable,
      roster: [linked(11, { agentIds: [], scopes: ["main"] })],
    });
    expect(story.role?.role).toBe("Administrator");
    expect(reasonOf(story)).toMatch(/^nothing: .*waits for a complete reading/);
  });

  test("who is back stays Inactive while RingEX is unreadable, and the roster is not called right", () => {
    const roster = [linked(11, { status: "Inactive", scopes: ["sub:701"] })];
    const story = storyOf("rc-11", { agents: [seat(11)], extensions: unreadable, roster });
    expect(reasonOf(story)).toMatch(/^nothing: .*RingEX could not be read/);
  });

  test("whose user is right is not frozen by an unreadable RingEX", () => {
    const story = storyOf("rc-11", { agents: [seat(11)], extensions: unreadable, roster: [linked(11)] });
    expect(reasonOf(story)).toBe("nothing: the roster is as it should be");
  });
});

describe("a person out of scope", () => {
  const inactive = seat(11, { isActive: false });

  test("is deactivated, and told why", () => {
    const extensions = [extension(11), extension(12)];
    const story = storyOf("rc-11", { agents: [inactive, seat(12)], extensions, roster: [linked(11)] });
    expect(story.eligibility).toMatchObject({ kind: "out", reason: expect.stringContaining("no active seat") });
    expect(story.next).toMatchObject({ kind: "change", change: { kind: "deactivate" } });
    expect(story.role).toBeUndefined();
  });

  test.each([
    ["who is not in the roster gets nothing", [], /and not in the roster$/],
    ["who is Inactive gets nothing", [linked(11, { status: "Inactive" })], /already Inactive: no active seat/],
  ])("%s", (_who, roster, reason) => {
    const story = storyOf("rc:11", { agents: [inactive], extensions: [extension(11)], roster });
    expect(reasonOf(story)).toMatch(reason);
  });

  test("stays while RingEX is unreadable, since nobody's absence is proved then", () => {
    const story = storyOf("rc-11", { agents: [inactive], extensions: unreadable, roster: [linked(11)] });
    expect(reasonOf(story)).toBe("nothing: stays: RingEX could not be read, so nobody's status changes");
  });

  test("is held with the others when there are too many", () => {
    const numbers = range(11, 12);
    const agents = numbers.map((n) => seat(n, { isActive: n === 11 }));
    const story = storyOf("rc-12", {
      agents,
      extensions: numbers.map(extension),
      roster: numbers.map((n) => linked(n)),
    });
    expect(story.next).toMatchObject({ kind: "held", held: [{ kind: "deactivate", userId: "rc-12" }] });
  });
});

describe("a roster user whom no list of people names", () => {
  const others = { agents: [seat(12)], extensions: [extension(11), extension(12)] };

  test("is deactivated; RingEX, which still lists the extension, is quoted with what it says", () => {
    const story = storyOf("rc-11", { ...others, roster: [linked(11), linked(12)] });
    expect(story.next).toMatchObject({ kind: "change", change: { kind: "deactivate" } });
    expect(story.sightings).toEqual([
      { scope: "ringex", says: "extension 11 is Enabled" },
      { scope: "sub:701", says: "last seen here, not listed now" },
    ]);
  });

  test.each([
    ["made by hand is never changed", { sourceId: undefined }, /^nothing: made by hand/],
    ["that is Inactive gets nothing", { status: "Inactive" }, /^nothing: already Inactive: no longer an agent/],
  ])("%s", (_what, changed, reason) => {
    expect(reasonOf(storyOf("rc-11", { ...others, roster: [linked(11, changed)] }))).toMatch(reason);
  });

  test.each([
    ["RingEX is unreadable", { extensions: unreadable }, "RingEX could not be read, so nobody's status changes"],
    ["their sub-account is unreadable", { agents: unreadable }, "sub:701 could not be read"],
  ])("that is Inactive while %s is told so, without another verb", (_what, unread, why) => {
    const roster = [linked(11, { status: "Inactive" }), linked(12)];
    expect(reasonOf(storyOf("rc-11", { ...others, ...unread, roster }))).toBe(`nothing: already Inactive: ${why}`);
  });

  test("that is protected is left alone", () => {
    const settings = { protectedUserIds: [userId("rc-11")] };
    const story = storyOf("rc-11", { ...others, roster: [linked(11)], settings });
    expect(reasonOf(story)).toMatch(/^nothing: left alone: /);
  });

  test("is frozen while a list where they were last seen is unreadable", () => {
    const story = storyOf("rc-11", { agents: unreadable, extensions: [], roster: [linked(11)] });
    expect(reasonOf(story)).toBe("nothing: frozen: sub:701 could not be read");
    expect(story.sightings).toContainEqual({ scope: "sub:701", says: "could not be read: it answered 503" });
  });

  test("stays when the second reading names them", () => {
    const story = storyOf("rc-11", { ...others, roster: [linked(11), linked(12)], again: [seat(11), seat(12)] });
    expect(reasonOf(story)).toMatch(/second reading/);
  });
});

describe("the reason is the rule that decided", () => {
  const both = { administrators: [administrator(11)], agents: [seat(11)], extensions: [extension(11)] };
  const agent = linked(11, { scopes: ["main", "ringex", "sub:701"] });

  test.each<[string, Partial<Settings>]>([
    ["whose role is decided and right", { adminAndAgentRole: "Agent" }],
    ["whose role is not managed", { managedAttributes: ["firstName"] }],
  ])("for an administrator and agent %s while another sub-account is unreadable", (_who, settings) => {
    const story = storyOf("rc-11", { ...both, otherSubAccount: unreadable, roster: [agent], settings });
    expect(reasonOf(story)).toBe("nothing: the roster is as it should be");
  });

  const inactive = seat(11, { isActive: false });
  const extensions = [extension(11), extension(12)];
  const roster = [linked(11), linked(12)];

  test("for somebody gone whose sub-account could not be read a second time", () => {
    const story = storyOf("rc-11", { agents: [seat(12)], extensions, roster, again: unreadable });
    expect(reasonOf(story)).toBe("nothing: stays: the second reading could not be read (sub:701)");
  });

  test("for a seat that is inactive in the first reading and active in the second", () => {
    const story = storyOf("rc-11", { agents: [inactive, seat(12)], extensions, roster, again: [seat(11), seat(12)] });
    expect(reasonOf(story)).toBe("nothing: stays: the second reading lists them");
  });

  test("for whose sub-account is no longer configured, Active or Inactive", () => {
    const moved = { scopes: ["ringex", "sub:15910003"] };
    const [active, gone] = [{ ...moved }, { ...moved, status: "Inactive" as const }].map((changed) =>
      storyOf("rc-11", { agents: [seat(12)], extensions, roster: [linked(11, changed), linked(12)] }),
    );
    const reason = "sub-account 15910003 is no longer configured; it was not read";
    expect(active?.next).toMatchObject({
      kind: "held",
      held: [{ kind: "deactivate", reason: expect.stringMatching(`^${reason}; held: `) }],
    });
    expect(gone?.next).toEqual({ kind: "nothing", reason: `already Inactive: ${reason}` });
  });

  test("for an agent whose seat is gone while their extension is enabled", () => {
    const { next } = storyOf("rc-11", { agents: [seat(12)], extensions, roster });
    expect(next).toMatchObject({
      change: { reason: "no longer an agent or administrator in RingCX; the extension is still enabled" },
    });
  });
});

test("without the directory the roster tells who is meant, and why nothing more is known", () => {
  const roster = [linked(11), linked(12)] as unknown as readonly RosterUser[];
  const notRead = { cause: "a run is going on" };
  expect(storiesOfRoster("rc-11", { roster, notRead })).toEqual([
    { users: [roster[0]], sightings: [], next: { kind: "not-read", notRead } },
  ]);
});
