import { beforeEach, describe, expect, it } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { ConflictDecision } from "#shared/domain/roster/change.ts";
import { crew, linked, personOf, seat } from "./crew.ts";
import { interrupted } from "./interruption.ts";
import { codesOf, SyncWorld, tenant, written } from "./sync-world.ts";

const handedOn = sourceId("rc:2");
const successor = personOf(8);

/** The extension of member 2 was handed on to somebody else. */
let world: SyncWorld;
beforeEach(async () => {
  world = await handedOnWorld();
});

async function handedOnWorld(): Promise<SyncWorld> {
  const made = new SyncWorld(crew(1, 2));
  await made.run();
  made.roster.applied.length = 0;
  const subAccounts = { "701": [seat(1), seat(2, successor)], "702": [] };
  made.directory.organisation = { ...made.directory.organisation, subAccounts };
  return made;
}

function decide(kind: ConflictDecision["kind"], { user, where = world }: { user?: string; where?: SyncWorld } = {}) {
  return where.decisions.decide(tenant, handedOn, {
    ...{ kind, seen: successor, by: "arn:aws:iam::111122223333:user/lead", at: "2026-03-01T12:00:00.000Z" },
    ...(user === undefined ? {} : { userId: userId(user) }),
  });
}

async function everyRecord(): Promise<string[]> {
  const records = await Promise.all(world.runIds.slice(1).map((id) => world.records(id)));
  return records.flat().map(({ kind, userId: id, outcome }) => `${kind} ${id} ${outcome}`);
}

async function linkedTo(id: string): Promise<string[]> {
  return (await world.roster.list(tenant)).filter((user) => user.sourceId === id).map((user) => user.userId);
}

/** A run of which nothing is answered any more once it is about to make its second write. */
async function killedBeforeSecondWrite(): Promise<void> {
  const undisturbed = await handedOnWorld();
  await decide("new", { user: "rc-2-2", where: undisturbed });
  const whole = interrupted(undisturbed.ports, { from: Number.POSITIVE_INFINITY, times: 0, trouble: "refused" });
  await undisturbed.run({}, { ports: whole.ports });
  const from = whole.calls.lastIndexOf("roster.write") + 1;
  await world.clock.advance(3_600_000);
  const { ports } = interrupted(world.ports, { from, times: Number.POSITIVE_INFINITY, trouble: "dies before" });
  void world.runNow({}, { ports });
  for (let turn = 0; turn < 6; turn += 1) await world.clock.settle();
}

describe("an extension that was handed on", () => {
  it("is a conflict every night until somebody decides, and changes nothing", async () => {
    for (const _night of [1, 2]) {
      const run = await world.run();
      expect([run.status, codesOf(run), run.changes.conflicts]).toEqual(["succeeded", ["CONFLICT"], 1]);
    }
    expect(world.telemetry.runs.map(({ metrics }) => metrics.perhapsAnotherHuman)).toEqual([0, 1, 1]);
    expect(world.roster.applied).toEqual([]);
    expect(world.stored("rc-2")).toMatchObject({ ...personOf(2), seen: personOf(2), status: "Active" });
  });

  it("decided same, is the user as before, whom the names follow from then on", async () => {
    await decide("same");
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { updated: 1, conflicts: 0 } });
    const { firstName, lastName } = successor;
    expect(world.stored("rc-2")).toMatchObject({ firstName, lastName, seen: successor, status: "Active" });
    await world.decisions.takeBack(tenant, handedOn);
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { unchanged: 2, conflicts: 0 } });
  });

  it("decided new, goes from the old user to a new one, in this order, on record", async () => {
    await decide("new", { user: "rc-2-2" });
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["succeeded", []]);
    expect(written(world.roster.applied)).toEqual(["deactivate rc-2", "create rc-2-2"]);
    expect((await world.records(run.runId)).map(({ kind, userId: id, decided }) => [kind, id, decided])).toEqual([
      ["deactivate", "rc-2", true],
      ["create", "rc-2-2", true],
    ]);
    expect(world.stored("rc-2")).toMatchObject({ status: "Inactive", formerSourceId: "rc:2" });
    expect(world.stored("rc-2")).not.toHaveProperty("sourceId");
    expect(world.stored("rc-2-2")).toMatchObject({ ...successor, status: "Active", sourceId: "rc:2" });
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { unchanged: 2 } });
  });

  it("decided new, can be undone: the id goes back, and nobody else has it", async () => {
    await decide("new", { user: "rc-2-2" });
    const { runId } = await world.run();
    expect((await world.run({ trigger: "undo", undoOf: runId })).status).toBe("succeeded");
    expect(world.stored("rc-2")).toMatchObject({ ...personOf(2), status: "Active", sourceId: "rc:2" });
    expect(world.stored("rc-2-2")).toMatchObject({ status: "Inactive", formerSourceId: "rc:2" });
    expect(await linkedTo("rc:2")).toEqual(["rc-2"]);
  });

  it("in a dry run, is planned as decided, and nothing is written", async () => {
    await decide("new", { user: "rc-2-2" });
    const run = await world.run({ mode: "plan" });
    expect(run.changes).toMatchObject({ created: 1, deactivated: 1, conflicts: 0 });
    expect(world.roster.applied).toEqual([]);
  });
});

describe("a run that is killed between the two writes of a decision", () => {
  beforeEach(() => decide("new", { user: "rc-2-2" }));

  it("is finished by the next one, without duplicates, both on record", async () => {
    await killedBeforeSecondWrite();
    expect(written(world.roster.applied)).toEqual(["deactivate rc-2"]);
    expect(await linkedTo("rc:2")).toEqual([]);

    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { created: 1, deactivated: 0 } });
    expect(await everyRecord()).toEqual(["deactivate rc-2 applied", "create rc-2-2 failed", "create rc-2-2 applied"]);
    expect(written(world.roster.applied)).toEqual(["deactivate rc-2", "create rc-2-2"]);
    expect(await linkedTo("rc:2")).toEqual(["rc-2-2"]);
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { unchanged: 2, conflicts: 0 } });
    expect(world.roster.applied).toHaveLength(2);
  });

  it("does not give the id on when the old user could not be changed", async () => {
    world.roster.beforeWrite = ({ userId: id }) => {
      if (id === "rc-2") throw new Error("no capacity");
    };
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["partial", ["CHANGE_FAILED"]]);
    expect(await everyRecord()).toEqual(["deactivate rc-2 failed", "create rc-2-2 failed"]);
    expect((await world.records(run.runId)).at(1)?.error).toMatch(/has to come first was not made/);
    expect([world.roster.applied, await linkedTo("rc:2")]).toEqual([[], ["rc-2"]]);

    world.roster.beforeWrite = () => undefined;
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { created: 1, deactivated: 1 } });
    expect(await linkedTo("rc:2")).toEqual(["rc-2-2"]);
  });

  it("does not give the id on when somebody else changed the old user meanwhile", async () => {
    world.roster.beforeWrite = ({ userId: id }) => {
      if (id === "rc-2") world.user(linked(2, { activityId: "14", version: 7, seen: personOf(2) }));
    };
    const run = await world.run();
    expect([run.status, await everyRecord()]).toEqual([
      "partial",
      ["deactivate rc-2 conflict", "create rc-2-2 failed"],
    ]);
    expect(await linkedTo("rc:2")).toEqual(["rc-2"]);
    world.roster.beforeWrite = () => undefined;
    await world.run();
    expect([await linkedTo("rc:2"), world.stored("rc-2")?.activityId]).toEqual([["rc-2-2"], "14"]);
  });
});
