import { beforeEach, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import {
  openConflicts,
  type ProposedDecisions,
  proposeDecisions,
  type ReadConflicts,
  storeDecisions,
  takeBackDecisions,
  type Wish,
} from "#shared/operator/conflicts.ts";
import { crew, extension, linked, personOf, seat } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { fiveMinutes, OperatorWorld, onBehalf } from "./operator-world.ts";

const [handedOn, otherName, nameless] = [sourceId("rc:2"), sourceId("rc:3"), sourceId("rc:4")];
const successor = personOf(8);

/** Extension 2 was handed on, somebody by hand has the e-mail of 3, and RingCentral has no name for 4. */
let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld(crew(1));
  for (const n of [1, 2]) world.user(linked(n, { seen: personOf(n) }));
  world.user({ userId: "by-hand", email: personOf(3).email });
  say(seat(1), seat(2, successor), seat(3), seat(4, { firstName: "", lastName: "" }));
});

function say(...seats: readonly ReturnType<typeof seat>[]): void {
  const extensions = seats.map(({ rcUserId }) => extension(Number(rcUserId)));
  world.directory.organisation = { administrators: [], subAccounts: { "701": seats, "702": [] }, extensions };
}

async function open(): Promise<ReadConflicts> {
  const found = await openConflicts({ tenantId: tenant, deadline: fiveMinutes }, world.operator);
  return found.kind === "read" ? found : expect.fail(found.notRead.cause);
}

async function possible(wish: Wish): Promise<ProposedDecisions> {
  const found = proposeDecisions(wish, await open());
  return found.kind === "possible" ? found.decisions : expect.fail(JSON.stringify(found.refusals));
}

async function decide(wish: Wish): Promise<void> {
  await storeDecisions(await possible(wish), onBehalf, world.operator);
}

/** Why a wish is refused, by id. */
async function refusals(wish: Wish): Promise<Record<string, string>> {
  const found = proposeDecisions(wish, await open());
  if (found.kind === "possible") return expect.fail("nothing is in the way");
  return Object.fromEntries(found.refusals.map((one) => [one.sourceId, one.why]));
}

const stored = async () => Object.fromEntries(await world.decisions.list(tenant));

test("a conflict comes with the person and where they are listed, the users it may be, and the choices", async () => {
  const { conflicts } = await open();
  expect(
    conflicts.map(({ sourceId: id, conflict, choices, users }) => [id, conflict.conflict, choices, users]),
  ).toEqual([
    ["rc:2", "another-human", ["same", "new"], [expect.objectContaining({ userId: "rc-2", seen: personOf(2) })]],
    ["rc:3", "other-name", ["new", "link"], [expect.objectContaining({ userId: "by-hand" })]],
    ["rc:4", "no-name", [], []],
  ]);
  expect(conflicts[0]).toMatchObject({
    person: successor,
    sightings: [
      { scope: "sub:701", says: expect.stringContaining("agent 21") },
      { scope: "ringex", says: "extension 2 is Enabled" },
    ],
  });
});

test("the roster users it may be include who has the id or the e-mail without a link", async () => {
  world.user({ userId: "rc-5" });
  for (const id of ["hand-6a", "hand-6b"]) world.user({ userId: id, email: personOf(6).email });
  say(seat(1), seat(5), seat(6));
  const candidates = (await open()).conflicts.map(({ conflict, users }) => [
    conflict.conflict,
    users.map(({ userId: id }) => id),
  ]);
  expect(candidates).toEqual([
    ["user-id-taken", ["rc-5"]],
    ["several-users", ["hand-6a", "hand-6b"]],
  ]);
});

test("where RingCentral was not read, there is a cause and no list", async () => {
  world.change({ mode: "maybe" });
  expect(await openConflicts({ tenantId: tenant, deadline: fiveMinutes }, world.operator)).toEqual({
    kind: "not-read",
    notRead: { cause: "the settings cannot be used: mode" },
  });
});

test("a decision is stored with what RingCentral said, who decided and when", async () => {
  await decide({ sourceIds: [handedOn], choice: "same" });
  const at = world.clock.now().toISOString();
  expect(await stored()).toEqual({ "rc:2": { kind: "same", seen: successor, by: onBehalf.by, at } });
});

test("new gives everybody the next free id", async () => {
  world.user({ userId: "rc-2-2" });
  await decide({ sourceIds: [handedOn, otherName, handedOn], choice: "new" });
  const ids = Object.entries(await stored()).map(([id, { kind, userId: user }]) => [id, kind, user]);
  expect(ids).toEqual([
    ["rc:2", "new", "rc-2-3"],
    ["rc:3", "new", "rc-3"],
  ]);
});

test("link names the roster user", async () => {
  await decide({ sourceIds: [otherName], choice: "link", userId: userId("by-hand") });
  expect(await stored()).toMatchObject({ "rc:3": { kind: "link", userId: "by-hand", seen: personOf(3) } });
});

test("the plan obeys, and what is decided is no conflict any more", async () => {
  await decide({ sourceIds: [handedOn, otherName], choice: "new" });
  expect((await open()).conflicts.map(({ sourceId: id }) => id)).toEqual(["rc:4"]);
  expect((await world.run()).changes).toMatchObject({ created: 2, deactivated: 1, conflicts: 1 });
});

test.each<[string, Wish, Record<string, string>]>([
  [
    "an unknown id",
    { sourceIds: [sourceId("rc:77")], choice: "new" },
    { "rc:77": "there is no conflict about this id now" },
  ],
  [
    "another choice",
    { sourceIds: [handedOn], choice: "link", userId: userId("by-hand") },
    { "rc:2": "this conflict can only be decided as same or new" },
  ],
  [
    "a user who is not there",
    { sourceIds: [otherName], choice: "link", userId: userId("rc-99") },
    { "rc:3": "there is no roster user rc-99" },
  ],
  [
    "what only RingCentral can put right",
    { sourceIds: [nameless], choice: "new" },
    {
      "rc:4":
        "this cannot be decided (RingCentral has no name for this person): correct it in RingCentral or in AI WFM, or add the id to ignoredPeople",
    },
  ],
  [
    "one of several",
    { sourceIds: [handedOn, sourceId("rc:77"), otherName], choice: "same" },
    {
      "rc:77": "there is no conflict about this id now",
      "rc:3": "this conflict can only be decided as new or link",
    },
  ],
])("%s is refused with its reason, and then nothing is decided", async (_, wish, why) => {
  expect(await refusals(wish)).toEqual(why);
});

test("what was decided already is refused, with who decided it", async () => {
  await decide({ sourceIds: [handedOn], choice: "same" });
  expect(await refusals({ sourceIds: [handedOn], choice: "new" })).toEqual({
    "rc:2": `there is no conflict about this id now; it was decided as same by ${onBehalf.by}`,
  });
});

test("once RingCentral says something else, the conflict is open again and shows the earlier decision", async () => {
  await decide({ sourceIds: [handedOn], choice: "new" });
  say(seat(1), seat(2, personOf(9)));
  const [conflict, ...more] = (await open()).conflicts;
  expect(more).toEqual([]);
  expect(conflict).toMatchObject({
    person: personOf(9),
    earlier: { kind: "new", userId: "rc-2-2", seen: successor, by: onBehalf.by },
  });
});

test("decisions are taken back all together or not at all", async () => {
  const ids = [handedOn, otherName];
  await decide({ sourceIds: ids, choice: "new" });
  const before = await stored();
  const takeBack = (sourceIds: typeof ids) => takeBackDecisions({ tenantId: tenant, sourceIds }, world.operator);
  expect(await takeBack([handedOn, nameless])).toEqual({ kind: "none", sourceIds: [nameless] });
  expect(await stored()).toEqual(before);
  expect(await takeBack([...ids, handedOn])).toEqual({
    kind: "taken-back",
    decisions: new Map(ids.map((id) => [id, before[id]])),
  });
  expect(await stored()).toEqual({});
  expect((await open()).conflicts).toHaveLength(3);
});
