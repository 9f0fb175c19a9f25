import { beforeEach, describe, expect, it } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { FakeOrganisation } from "#test/fakes/fake-directory.ts";
import { administrator, crew, extension, linked, range, seat } from "./crew.ts";
import { codesOf, SyncWorld } from "./sync-world.ts";

let world: SyncWorld;
beforeEach(() => {
  // Person 3 is nowhere in RingCX; RingEX knows them all the time.
  world = new SyncWorld({ ...crew(1, 2), extensions: [1, 2, 3].map(extension) });
  for (const n of [1, 2, 3]) world.user(linked(n));
});

/** The directory with person 3 in sub-account 702. */
const moved: FakeOrganisation = {
  administrators: [],
  subAccounts: { "701": [seat(1), seat(2)], "702": [seat(3, { subAccountId: "702" })] },
  extensions: [1, 2, 3].map(extension),
};

describe("the second reading", () => {
  it("is not made when nobody is missing", async () => {
    world.directory.organisation = crew(1, 2, 3);
    await world.run();
    expect(world.directory.readingsAgain).toEqual([]);
  });

  it("repeats all of RingCX before somebody is deactivated", async () => {
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 1 } });
    expect(world.directory.readingsAgain).toEqual([{ main: true, subAccountIds: ["701", "702"] }]);
  });

  it("saves somebody who was moved while the first one went on", async () => {
    world.directory.beforeReadAgain = () => {
      world.directory.organisation = moved;
    };
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 0 } });
    expect(world.stored("rc-3")?.status).toBe("Active");
  });

  it("proves nobody's absence from a list with a record that names nobody, and the run says so, once", async () => {
    world.directory.beforeReadAgain = () => {
      world.directory.nameless.set("sub:701", 1);
    };
    const run = await world.run();
    expect(run).toMatchObject({ status: "partial", changes: { deactivated: 0 } });
    expect(run.reasons.map(({ code, details }) => [code, details?.["scope"], details?.["nameless"]])).toEqual([
      ["SCOPE_UNREADABLE", "sub:701", 1],
    ]);
    const next = await world.run();
    expect([world.directory.readingsAgain.length, codesOf(next)]).toEqual([1, ["SCOPE_UNREADABLE"]]);
    expect(world.stored("rc-3")?.status).toBe("Active");
  });

  it("lets nobody in who is only in it: they wait for the next run", async () => {
    world.directory.beforeReadAgain = () => {
      world.directory.organisation = { ...moved, subAccounts: { "701": [seat(1), seat(2), seat(8)], "702": [] } };
    };
    expect((await world.run()).changes).toMatchObject({ created: 0, deactivated: 1 });
  });

  it("proves nobody's absence when it fails, and everything else is applied", async () => {
    world.directory.organisation = crew(1, 2, 8);
    world.directory.beforeReadAgain = () => {
      throw new SyncError("RINGCX_UNAVAILABLE", "RingCX answers 503");
    };
    const run = await world.run();
    expect(run).toMatchObject({ status: "partial", changes: { created: 1, deactivated: 0 } });
    expect(new Set(codesOf(run))).toEqual(new Set(["SCOPE_UNREADABLE"]));
    expect(run.reasons[0]?.details).toEqual({
      scope: "main",
      cause: "the second reading failed: RingCX answers 503",
    });
    expect(world.stored("rc-3")?.status).toBe("Active");
  });

  it.each([
    { calls: 100, who: "nobody's absence: that may be where they have moved to", absent: {} },
    {
      ...{ calls: 101, who: "the absence of all but those last seen there" },
      absent: { "rc-3": "deactivate applied", "rc-5": "deactivate held" },
    },
  ])("after $calls calls proves, when it cannot read a scope, $who", async ({ calls, absent }) => {
    world.directory.ringCxCalls = calls;
    world.change({ maxDeactivationShare: 0.5 });
    world.user(linked(4, { scopes: ["ringex", "sub:702"] }));
    world.user(linked(5, { scopes: ["ringex", "sub:799"] }));
    world.directory.beforeReadAgain = () => {
      world.directory.unreadable.set("sub:702", { cause: "status 500" });
    };
    const run = await world.run();
    expect(run.reasons).toContainEqual(
      expect.objectContaining({ code: "SCOPE_UNREADABLE", details: expect.objectContaining({ scope: "sub:702" }) }),
    );
    // The sub-account of person 5 is no longer configured: that they leave is proved, and held.
    expect(await world.outcomes(run.runId)).toEqual(absent);
  });

  it("repeats everything up to 100 calls", async () => {
    world.directory.ringCxCalls = 100;
    await world.run();
    expect(world.directory.readingsAgain).toEqual([{ main: true, subAccountIds: ["701", "702"] }]);
  });

  it("repeats above 100 calls only where the candidates were last seen", async () => {
    world.directory.ringCxCalls = 101;
    expect((await world.run()).changes.deactivated).toBe(1);
    expect(world.directory.readingsAgain).toEqual([{ main: false, subAccountIds: ["701"] }]);
  });

  it("repeats everything when it is not known where one of the candidates was last seen", async () => {
    world.directory.ringCxCalls = 101;
    world.user(linked(4, { scopes: undefined }));
    await world.run();
    expect(world.directory.readingsAgain).toEqual([{ main: true, subAccountIds: ["701", "702"] }]);
  });

  it("is not made above 100 calls for candidates whom RingCX never had", async () => {
    world.directory.ringCxCalls = 101;
    world.user(linked(3, { scopes: ["ringex"] }));
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 1 } });
    expect(world.directory.readingsAgain).toEqual([]);
  });

  it("asks for no scope that the first one could not read", async () => {
    world.directory.unreadable.set("main", { cause: "status 500" });
    await world.run();
    expect(world.directory.readingsAgain).toEqual([{ main: false, subAccountIds: ["701", "702"] }]);
  });

  it("adds to the unreadable scopes those it was to repeat, when it fails", async () => {
    world.directory.unreadable.set("main", { cause: "status 500" });
    world.directory.beforeReadAgain = () => {
      throw new SyncError("RINGCX_UNAVAILABLE", "RingCX answers 503");
    };
    const { reasons } = await world.run();
    expect(reasons.map(({ details }) => details?.["scope"])).toEqual(["main", "sub:701", "sub:702"]);
  });

  it("saves somebody who was made an administrator while the first one went on", async () => {
    world.directory.beforeReadAgain = () => {
      world.directory.organisation = { ...world.directory.organisation, administrators: [administrator(3)] };
    };
    expect((await world.run()).changes.deactivated).toBe(0);
  });

  it("is made in a dry run too, which otherwise would plan something else", async () => {
    world.directory.beforeReadAgain = () => {
      world.directory.organisation = moved;
    };
    expect((await world.run({ mode: "plan" })).changes.deactivated).toBe(0);
  });
});

describe("an unreadable scope", () => {
  it("keeps everybody when no part of RingCX can be read: the run has failed", async () => {
    for (const scope of ["main", "sub:701", "sub:702"] as const)
      world.directory.unreadable.set(scope, { cause: "down" });
    const run = await world.run();
    expect([run.status, codesOf(run), world.roster.applied]).toEqual(["failed", ["RINGCX_UNAVAILABLE"], []]);
  });
});

describe("a large site", () => {
  it("is put into the roster in one run, a page of records after the other", async () => {
    world = new SyncWorld(crew(...range(1, 1000)));
    expect((await world.run()).changes.created).toBe(1000);
    expect((await world.run()).changes.unchanged).toBe(1000);
  });
});
