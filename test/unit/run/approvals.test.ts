import { beforeEach, describe, expect, it } from "vitest";
import { crew, linked, range } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

let world: SyncWorld;
const gone = range(11, 10).map((n) => `rc-${n}`);

/** Ten of twenty people are gone, which is more than a fifth; person 30 is new. */
beforeEach(() => {
  world = new SyncWorld(crew(...range(1, 10), 30));
  for (const n of range(1, 20)) world.user(linked(n));
});

describe("a held list", () => {
  it("waits, while everything else is applied", async () => {
    const run = await world.run();
    expect(run).toMatchObject({ status: "held", changes: { created: 1, deactivated: 0, held: 10 } });
    expect(codesOf(run)).toEqual(["DEACTIVATIONS_HELD"]);
    const held = (await world.records(run.runId)).filter(({ outcome }) => outcome === "held");
    expect(held.map(({ userId }) => userId)).toEqual(gone);
  });

  it("holds an undo as well", async () => {
    const onboarding = new SyncWorld(crew(...range(1, 10)));
    const done = await onboarding.run();
    const undo = await onboarding.run({ trigger: "undo", undoOf: done.runId });
    expect(undo).toMatchObject({ status: "held", changes: { deactivated: 0, held: 10 } });
    await onboarding.approve(undo.runId, { users: range(1, 10).map((n) => `rc-${n}`) });
    const again = await onboarding.run({ trigger: "undo", undoOf: done.runId });
    expect(again).toMatchObject({ status: "succeeded", changes: { deactivated: 10 } });
  });
});

describe("an approval", () => {
  it("lets the held list through and notes which run used it", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    const run = await world.run();
    expect(run).toMatchObject({ status: "succeeded", reasons: [], changes: { deactivated: 10, held: 0 } });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(run.runId);
  });

  it("stays valid for what failed under it", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    world.roster.beforeWrite = ({ userId }) => {
      if (userId !== "rc-11") throw new Error("down");
    };
    const first = await world.run();
    expect(first).toMatchObject({ status: "partial", changes: { deactivated: 1, failed: 9 } });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(first.runId);
    world.roster.beforeWrite = () => undefined;
    const second = await world.run();
    expect(second).toMatchObject({ status: "succeeded", changes: { deactivated: 9, held: 0 } });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(second.runId);
  });

  it("names the run that uses it before the first change", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    const seen: unknown[] = [];
    world.roster.beforeWrite = async () => {
      seen.push((await world.approvals.find(tenant, held.runId))?.usedBy);
    };
    const run = await world.run();
    expect(seen).toEqual(Array(10).fill(run.runId));
  });

  it("is not used again", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    await world.run();
    for (const id of gone) world.user({ ...(world.stored(id) as object), userId: id, status: "Active" });
    expect(await world.run()).toMatchObject({ status: "held", changes: { held: 10 } });
  });

  it("is worth nothing after its end", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    await world.clock.advance(72 * 3_600_000);
    expect(await world.runNow()).toMatchObject({ status: "held", changes: { deactivated: 0, held: 10 } });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBeUndefined();
  });

  it("binds to its very users: the rest is refused, and asked again when that is taken back", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone.slice(0, 4) });
    const run = await world.run();
    expect(run).toMatchObject({ status: "succeeded", refused: 6, changes: { deactivated: 4, held: 0 } });
    const outcomes = (await world.records(run.runId)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...Array(4).fill("applied"), ...Array(6).fill("refused")]);
    await world.approvals.reopen(tenant, held.runId);
    expect(await world.run()).toMatchObject({ status: "held", changes: { held: 6 } });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(run.runId);
  });

  it("leaves two whose refusal is taken back to somebody's word, though two are no more than the limit", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone.slice(0, 8) });
    await world.run();
    await world.approvals.reopen(tenant, held.runId);
    expect(await world.run()).toMatchObject({ status: "held", changes: { deactivated: 0, held: 2 } });
  });

  it("asks again about the rest when the refusal is taken back or over, few as they may be", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone.slice(0, 8) });
    expect(await world.run()).toMatchObject({ refused: 2, changes: { deactivated: 8 } });
    // Not to be judged in this run, and refused nevertheless.
    world.directory.unreadable.set("sub:701", { cause: "503" });
    expect(await world.run()).toMatchObject({ refused: 2, changes: { held: 0 } });
    world.directory.unreadable.clear();
    expect(await world.run()).toMatchObject({ refused: 2, changes: { held: 0 } });
    await world.clock.advance(30 * 24 * 3_600_000);
    expect(await world.run()).toMatchObject({ status: "held", changes: { deactivated: 0, held: 2 } });
  });

  it("lets the list of a version through that did not say as what it held each change", async () => {
    const { runId } = await world.run();
    const records = (await world.records(runId)).map(({ risk: _, ...record }) => record);
    await world.history.writeChanges(
      { tenantId: tenant, runId },
      records.map((record, index) => ({ number: index + 1, record })),
    );
    await world.approve(runId, { users: gone });
    expect((await world.run()).changes).toMatchObject({ deactivated: 10, held: 0 });
  });

  it("lets nobody through whom the run did not hold", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: [...gone, ...range(1, 10).map((n) => `rc-${n}`)] });
    world.directory.organisation = crew(...range(2, 9), 30);
    const run = await world.run();
    // One more has left: not approved, and below the floor.
    expect(run.changes).toMatchObject({ deactivated: 11, held: 0 });
    world.directory.organisation = crew(30);
    expect(await world.run()).toMatchObject({ status: "held", changes: { held: 9 } });
  });

  it("covers what its run held, not what that run has applied", async () => {
    world.directory.organisation = crew(...range(1, 7), 30);
    const all = range(8, 13).map((n) => `rc-${n}`);
    const first = await world.run();
    await world.approve(first.runId, { users: all.slice(0, 6) });
    expect((await world.run()).changes).toMatchObject({ deactivated: 6, held: 0 });
    await world.approvals.reopen(tenant, first.runId);
    const second = await world.run();
    expect(second.changes).toMatchObject({ deactivated: 0, held: 7 });
    for (const id of all.slice(0, 6)) world.user({ ...(world.stored(id) as object), userId: id, status: "Active" });
    await world.approve(second.runId, { users: all });
    expect((await world.run()).changes).toMatchObject({ deactivated: 7, held: 6 });
  });

  it("is not touched by a dry run, which says what it would let through", async () => {
    const held = await world.run();
    await world.approve(held.runId, { users: gone });
    expect((await world.run({ mode: "plan" })).changes).toMatchObject({ deactivated: 10, held: 0 });
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBeUndefined();
  });

  it("does not cover a dry run's held list", async () => {
    const held = await world.run({ mode: "plan" });
    expect(held.status).toBe("held");
    await world.approve(held.runId, { users: gone });
    expect((await world.run()).changes).toMatchObject({ deactivated: 0, held: 10 });
  });
});

describe("a complete directory that lists nobody", () => {
  beforeEach(() => {
    world.directory.organisation = crew();
  });

  it("fails the run, which applies nothing and keeps the list as held", async () => {
    const run = await world.run();
    expect(run).toMatchObject({ status: "failed", changes: { deactivated: 0, held: 20 } });
    expect([codesOf(run), world.roster.applied]).toEqual([["SOURCE_EMPTY"], []]);
    expect(run.reasons[0]?.message).toContain("the sync manages 20 active users: nothing was applied");
    expect(Object.values(await world.outcomes(run.runId))).toEqual(Array(20).fill("deactivate held"));
    expect(world.alerts.sent.map(({ code }) => code)).toEqual(["SOURCE_EMPTY"]);
  });

  it("closes the site once that list is approved", async () => {
    const empty = await world.run();
    await world.approve(empty.runId, { users: range(1, 20).map((n) => `rc-${n}`) });
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 20 } });
    expect(await world.run()).toMatchObject({ status: "succeeded", people: 0, changes: { deactivated: 0 } });
  });
});
