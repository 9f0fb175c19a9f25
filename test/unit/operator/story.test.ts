import { describe, expect, test } from "vitest";
import type { DirectoryReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { guard } from "#shared/domain/plan/limits.ts";
import { plan } from "#shared/domain/plan/plan.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { type Seen, type Story, storiesOf, storiesOfRoster } from "#shared/operator/story.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";
import { administrator, extension, linked, personOf, range, seat } from "#test/unit/run/crew.ts";

const unreadable = { kind: "unreadable", cause: "it answered 503" } as const;

interface World {
  readonly administrators?: readonly AdministratorRecord[] | typeof unreadable;
  readonly agents?: readonly AgentRecord[] | typeof unreadable;
  readonly extensions?: readonly ExtensionRecord[] | typeof unreadable;
  readonly roster?: readonly ReturnType<typeof linked>[];
  readonly settings?: Partial<Settings>;
  /** Agents of the second reading. */
  readonly again?: readonly AgentRecord[];
}

function listOf<Row>(rows: readonly Row[] | typeof unreadable): ScopeReading<Row> {
  return "kind" in rows ? rows : { kind: "complete", records: rows };
}

/** What a run would see and decide. */
function seen({ administrators = [], agents = [], extensions = [], roster = [], settings, again }: World): Seen {
  const reading: DirectoryReading = {
    ringCx: { administrators: listOf(administrators), subAccounts: [{ subAccountId: "701", agents: listOf(agents) }] },
    ringEx: { extensions: listOf(extensions) },
  };
  const users = roster as unknown as readonly RosterUser[];
  const all = { ...exampleSettings, ...settings };
  const second =
    again === undefined
      ? reading
      : { ...reading, ringCx: { ...reading.ringCx, subAccounts: [{ subAccountId: "701", agents: listOf(again) }] } };
  const secondReading = { reading: second, unproved: new Set<never>() };
  const planned = plan({ reading, roster: users, settings: all, secondReading });
  const limited = guard({ plan: planned, roster: users, settings: all, approved: [] });
  return { reading, roster: users, settings: all, plan: planned, limited };
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
      { kind: "change", change: expect.objectContaining({ kind: "link", userId: "hand-11" }) },
      { kind: "change", change: expect.objectContaining({ kind: "link", userId: "hand-11" }) },
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
    expect(reasonOf(story)).toBe("nothing: waits for a complete reading");
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
    ["who is Inactive gets nothing", [linked(11, { status: "Inactive" })], /and Inactive already$/],
  ])("%s", (_who, roster, reason) => {
    const story = storyOf("rc:11", { agents: [inactive], extensions: [extension(11)], roster });
    expect(reasonOf(story)).toMatch(reason);
  });

  test("stays while RingEX is unreadable, since nobody's absence is proved then", () => {
    const story = storyOf("rc-11", { agents: [inactive], extensions: unreadable, roster: [linked(11)] });
    expect(reasonOf(story)).toContain("not proved");
  });

  test("is held with the others when there are too many", () => {
    const numbers = range(11, 12);
    const agents = numbers.map((n) => seat(n, { isActive: n === 11 }));
    const story = storyOf("rc-12", {
      agents,
      extensions: numbers.map(extension),
      roster: numbers.map((n) => linked(n)),
    });
    expect(story.next).toMatchObject({ kind: "held", held: { kind: "deactivate", userId: "rc-12" } });
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
    ["that is Inactive gets nothing", { status: "Inactive" }, /^nothing: .*Inactive already$/],
  ])("%s", (_what, changed, reason) => {
    expect(reasonOf(storyOf("rc-11", { ...others, roster: [linked(11, changed)] }))).toMatch(reason);
  });

  test("that is protected is left alone", () => {
    const settings = { protectedUserIds: [userId("rc-11")] };
    const story = storyOf("rc-11", { ...others, roster: [linked(11)], settings });
    expect(reasonOf(story)).toMatch(/^nothing: left alone: /);
  });

  test("is frozen while a list where they were last seen is unreadable", () => {
    const story = storyOf("rc-11", { agents: unreadable, extensions: [], roster: [linked(11)] });
    expect(reasonOf(story)).toMatch(/: frozen$/);
    expect(story.sightings).toContainEqual({ scope: "sub:701", says: "could not be read: it answered 503" });
  });

  test("stays when the second reading names them", () => {
    const story = storyOf("rc-11", { ...others, roster: [linked(11), linked(12)], again: [seat(11), seat(12)] });
    expect(reasonOf(story)).toMatch(/second reading/);
  });
});

test("without the directory the roster tells who is meant, and why nothing more is known", () => {
  const roster = [linked(11), linked(12)] as unknown as readonly RosterUser[];
  expect(storiesOfRoster("rc-11", { roster, why: "a run is going on" })).toEqual([
    { users: [roster[0]], sightings: [], next: { kind: "unknown", reason: "a run is going on" } },
  ]);
});
