import { beforeEach, describe, expect, test } from "vitest";
import { storyFacts } from "#functions/format/story-facts.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { personStories } from "#shared/operator/explain.ts";
import { viewerTurns } from "#shared/tenant/reading-turns.ts";
import { FakeClaims } from "#test/fakes/fake-claims.ts";
import type { FakeOrganisation } from "#test/fakes/fake-directory.ts";
import { administrator, crew, linked, personOf, range, seat } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { fiveMinutes, OperatorWorld, onBehalf } from "./operator-world.ts";

let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld(crew(11, 12));
});
const ask = (who: string, max = 5) =>
  personStories({ tenantId: tenant, who, deadline: fiveMinutes, max }, world.operator);
const storyOf = async (who: string) => (await ask(who)).stories[0] ?? expect.fail(`nobody is meant by ${who}`);

test("somebody new has a next step and no past, and nothing is written by asking", async () => {
  const story = await storyOf("rc:11");
  expect(story).toMatchObject({ next: { kind: "change", change: { kind: "create" } }, past: [] });
  expect(world.roster.applied).toEqual([]);
  expect(world.directory.requests).toHaveLength(1);
});

test("the past comes newest first, each change with the run that made it", async () => {
  const first = await world.run();
  const subAccounts = { "701": [seat(11, { lastName: "Newname" }), seat(12)], "702": [] };
  world.directory.organisation = { ...world.directory.organisation, subAccounts };
  const second = await world.run({ requestedBy: onBehalf.by });
  const { past, next } = await storyOf("rc-11");
  expect(past.map(({ runId, record }) => [runId, record.kind, record.outcome])).toEqual([
    [second.runId, "update", "applied"],
    [first.runId, "create", "applied"],
  ]);
  expect(past[0]?.run).toMatchObject({ requestedBy: onBehalf.by });
  expect(next).toEqual({ kind: "nothing", reason: "the roster is as it should be" });
});

test("somebody who was planned and never created has a past, under the id that they would get", async () => {
  const dryRun = await world.run({ mode: "plan" });
  expect((await storyOf("rc:11")).past).toMatchObject([{ runId: dryRun.runId, record: { outcome: "planned" } }]);
});

test("a change whose run is older than the history is told without it", async () => {
  await world.run();
  world.history.run = async () => undefined;
  const [change] = (await storyOf("rc-11")).past;
  expect(change).toMatchObject({ record: { kind: "create" } });
  expect(change).not.toHaveProperty("run");
});

test("what waits for an approval is told as held, and as a change once it is approved", async () => {
  const [staying, leaving] = [range(11, 12), range(31, 6)];
  world = new OperatorWorld(crew(...staying));
  for (const n of [...staying, ...leaving]) world.user(linked(n));
  const run = await world.run();
  expect((await storyOf("rc-31")).next.kind).toBe("held");
  await world.approve(run.runId, { users: leaving.map((n) => `rc-${n}`) });
  expect((await storyOf("rc-31")).next).toMatchObject({ kind: "change", change: { kind: "deactivate" } });
});

describe("of an extension that was handed on and gets a new user, the end of the old one is told", () => {
  const successor = personOf(18);
  const { by } = onBehalf;
  const at = "2026-03-01T12:00:00.000Z";
  const toSuccessor = async (lists: Pick<FakeOrganisation, "administrators" | "subAccounts">) => {
    await world.run();
    world.directory.organisation = { ...world.directory.organisation, ...lists };
    const user = { userId: userId("rc-11-2"), seen: successor };
    await world.decisions.decide(tenant, sourceId("rc:11"), { kind: "new", ...user, by, at });
    return storyOf("rc-11");
  };

  test("before the new one", async () => {
    const subAccounts = { "701": [seat(11, successor), seat(12)], "702": [] };
    const story = await toSuccessor({ administrators: [], subAccounts });
    expect(story.next).toMatchObject({ first: { userId: "rc-11" }, change: { kind: "create", userId: "rc-11-2" } });
    const why = `as decided by ${by} at ${at}:`;
    const old = "deactivate rc-11: status: Active -> Inactive, sourceId: rc:11 -> none, formerSourceId: none -> rc:11";
    const { firstName, lastName } = successor;
    expect(new Map(storyFacts(story)).get("next run")).toBe(
      `${old} (${why} rc:11 belongs to somebody else now); then create: ${firstName} ${lastName}, Agent (${why} a user of their own; role Agent: agent without a supervisor's seat)`,
    );
  });

  test("also where the new one is held", async () => {
    world.change({ deactivationFloor: 0, maxDeactivationShare: 0 });
    const subAccounts = { "701": [seat(12)], "702": [] };
    const administrators = [{ ...administrator(11), ...successor }, administrator(13)];
    // Long after settling in, when new users are limited.
    await world.settledIn();
    const { next } = await toSuccessor({ administrators, subAccounts });
    expect(next).toMatchObject({
      ...{ kind: "change", change: { kind: "deactivate", userId: "rc-11" } },
      held: [{ kind: "create", userId: "rc-11-2" }],
    });
  });
});

test("whoever is seen in the second reading only is not said to leave", async () => {
  await world.run();
  const whole = world.directory.organisation;
  world.directory.organisation = { ...whole, subAccounts: { "701": [seat(12)], "702": [] } };
  world.directory.beforeReadAgain = () => {
    world.directory.organisation = whole;
  };
  expect((await storyOf("rc-11")).next).toMatchObject({ kind: "nothing", reason: expect.stringMatching(/second/) });
});

test("nobody is found by a name that nobody has", async () => {
  expect(await ask("nobody")).toEqual({ stories: [], found: 0 });
});

test("of many who are meant, no more are told than asked for, and how many there are", async () => {
  const { stories, found } = await ask("marchbanks", 1);
  expect(stories).toHaveLength(1);
  expect(found).toBe(2);
});

test.each([
  ["the settings cannot be used", () => world.change({ clientId: "" }), /settings cannot be used: clientId/],
  ["there is no secret", () => world.secrets.put(tenant, ""), /SECRETS_MISSING/],
  [
    "the login is refused",
    () => {
      world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.");
    },
    /RINGCENTRAL_REJECTED.*It said no/,
  ],
])("where %s, roster and past are told, and why the rest is not known", async (_what, spoil, reason) => {
  await world.run();
  spoil();
  const story = await storyOf("rc-11");
  expect(story).toMatchObject({ users: [{ userId: "rc-11" }], past: [{ record: { kind: "create" } }] });
  expect(story.next).toEqual({ kind: "not-read", notRead: { cause: expect.stringMatching(reason) } });
});

test("while a run goes on RingCentral is not asked", async () => {
  let during: unknown;
  world.user(linked(11));
  const list = world.roster.list.bind(world.roster);
  world.roster.list = async (id) => {
    world.roster.list = list;
    during = (await storyOf("rc-11")).next;
    return list(id);
  };
  const run = await world.run();
  expect(during).toEqual({
    kind: "not-read",
    notRead: { cause: `run ${run.runId} is going on`, retryAt: expect.stringMatching(/^2026-/) },
  });
  expect(world.directory.requests).toHaveLength(1);
});

test("a login whose refusal is remembered says when to ask again", async () => {
  const details = { errorCode: "OAU-146", retryAt: "2026-03-02T02:15:00.000Z" };
  world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.", { details });
  expect((await ask("nobody")).notRead).toMatchObject({ retryAt: details.retryAt });
});

describe("viewers of the page", () => {
  const minutes = (count: number) => world.clock.advance(count * 60_000);
  beforeEach(async () => {
    await world.run();
    world.directory.requests.length = 0;
    world.turns = viewerTurns(new FakeClaims(world.clock));
  });

  test("have the directory read once in five minutes, and are answered from the roster meanwhile", async () => {
    expect((await storyOf("rc-11")).next.kind).toBe("nothing");
    const retryAt = new Date(world.clock.now().getTime() + 300_000).toISOString();
    await minutes(4);
    const { stories, notRead } = await ask("rc-11");
    expect(notRead).toEqual({ cause: expect.stringMatching(/less than 5 minutes ago/), retryAt });
    expect(stories).toMatchObject([{ users: [{ userId: "rc-11" }], past: [{ record: { kind: "create" } }] }]);
    expect(world.directory.requests).toHaveLength(1);
    await minutes(1);
    expect((await ask("rc-11")).notRead).toBeUndefined();
    expect(world.directory.requests).toHaveLength(2);
  });

  test("do not use up their turn by a login that was refused", async () => {
    world.directory.failure = new SyncError("RINGCENTRAL_REJECTED", "It said no.");
    expect((await ask("rc-11")).notRead?.cause).toMatch(/It said no/);
    world.directory.failure = undefined;
    expect((await ask("rc-11")).notRead).toBeUndefined();
  });

  test("do use it up by a reading that failed", async () => {
    world.directory.failure = new SyncError("RINGCX_UNAVAILABLE", "It said nothing.");
    await ask("rc-11");
    expect((await ask("rc-11")).notRead?.cause).toMatch(/less than 5 minutes ago/);
  });
});

test("a fault of the program is not taken for an answer", async () => {
  world.directory.failure = new TypeError("x is not a function");
  await expect(ask("rc:11")).rejects.toThrow(TypeError);
});
