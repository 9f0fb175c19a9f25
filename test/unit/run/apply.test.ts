import { beforeEach, describe, expect, it } from "vitest";
import type { Change } from "#shared/domain/roster/change.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { crew, linked, personOf, range } from "./crew.ts";
import { codesOf, planner, SyncWorld, secretText, tenant, written } from "./sync-world.ts";

let world: SyncWorld;

/** One person for each kind of change: 1 new, 2 to adopt, 3 renamed, 4 back again, 5 gone, 6 as before. */
beforeEach(() => {
  world = new SyncWorld(crew(1, 2, 3, 4, 6));
  world.user({ userId: "by-hand", ...personOf(2), version: 4 });
  world.user(linked(3, { lastName: "Maiden" }));
  world.user(linked(4, { status: "Inactive", version: 7 }));
  world.user(linked(5));
  world.user(linked(6));
});

describe("an apply run", () => {
  it("makes each kind of change, creates first and deactivations last", async () => {
    const run = await world.run();
    expect(run.status).toBe("succeeded");
    expect(written(world.roster.applied)).toEqual([
      "create rc-1",
      "link by-hand",
      "update rc-3",
      "reactivate rc-4",
      "deactivate rc-5",
      "update rc-6",
    ]);
    expect(world.stored("rc-1")).toMatchObject({ ...personOf(1), role: "Agent", status: "Active", sourceId: "rc:1" });
    expect(world.stored("by-hand")).toMatchObject({ sourceId: "rc:2", status: "Active", version: 5 });
    expect(world.stored("rc-3")).toMatchObject({ lastName: "Marchbanks3", version: 2 });
    expect(world.stored("rc-4")).toMatchObject({ status: "Active", version: 8 });
    expect(world.stored("rc-5")).toMatchObject({ status: "Inactive" });
    // Kept up without a change: where they were last seen, and under which name.
    expect(world.stored("rc-6")).toMatchObject({ version: 2, groups: ["701/30"], seen: personOf(6) });
  });

  it("counts what it did, and the people who needed nothing", async () => {
    const { people, rosterUsers, changes } = await world.run();
    expect({ people, rosterUsers, changes }).toEqual({
      people: 5,
      rosterUsers: 6,
      changes: {
        created: 1,
        linked: 1,
        updated: 1,
        reactivated: 1,
        deactivated: 1,
        unchanged: 1,
        held: 0,
        failed: 0,
        conflicts: 0,
      },
    });
  });

  it("stamps every write with the run, the impersonated user and the time", async () => {
    const { runId } = await world.run();
    const at = world.clock.now().toISOString();
    const stamp = { updatedBy: planner, updatedAt: at, lastRunId: runId };
    expect(world.stored("rc-1")).toMatchObject({ ...stamp, createdBy: planner, createdAt: at, version: 1 });
    expect(world.stored("rc-5")).toMatchObject(stamp);
  });

  it("keeps one record of each change with its before and after", async () => {
    const run = await world.run({ requestedBy: "operator" });
    const records = await world.records(run.runId);
    expect(await world.outcomes(run.runId)).toEqual({
      "rc-1": "create applied",
      "by-hand": "link applied",
      "rc-3": "update applied",
      "rc-4": "reactivate applied",
      "rc-5": "deactivate applied",
    });
    expect(records[2]).toMatchObject({ before: { lastName: "Maiden" }, after: { lastName: "Marchbanks3" } });
    expect(records[4]).toMatchObject({ before: { status: "Active" }, after: { status: "Inactive" }, actor: planner });
    expect(records[0]?.before).toEqual({});
    expect(run).toMatchObject({
      actor: planner,
      requestedBy: "operator",
      planDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(run.settingsFingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has the intent of every change on record before the first write", async () => {
    const seen: string[] = [];
    world.roster.beforeWrite = async ({ userId }: Change) => {
      const run = world.runIds.at(-1);
      const open = run === undefined ? [] : await world.records(run);
      seen.push(`${userId} ${open.filter((one) => one.outcome === "planned").length} of ${open.length}`);
    };
    await world.run();
    expect(seen[0]).toBe("rc-1 5 of 5");
    // The last one is upkeep, which has no intent: by then all others are closed.
    expect(seen).toHaveLength(6);
    expect(seen.at(-1)).toBe("rc-6 0 of 5");
  });

  it("writes outcomes down in chunks of 256 at most, one kind at a time", async () => {
    world = new SyncWorld(crew(...range(1, 516)));
    world.change({ maxDeactivationShare: 0.5 });
    for (const n of [...range(514, 3), ...range(901, 2)]) world.user(linked(n));
    const sizes: number[] = [];
    world.history.beforeWriteChanges = (changes) => {
      sizes.push(changes.length);
    };
    await world.run();
    expect(sizes).toEqual([515, 256, 256, 1, 2]);
  });

  it("publishes how far it is, at once when a phase begins", async () => {
    const published: unknown[] = [];
    const renew = world.leases.renew.bind(world.leases);
    world.leases.renew = (request) => {
      published.push(request.progress);
      return renew(request);
    };
    await world.run();
    expect(published).toEqual([
      { phase: "planning", done: 0, total: 5 },
      { phase: "recording", done: 0, total: 5 },
      { phase: "applying", done: 0, total: 5 },
    ]);
  });

  it("asks about the intents of killed runs only where there are some", async () => {
    world.leases.clearUnclosed = () => Promise.reject(new Error("nothing to clear"));
    expect((await world.run()).status).toBe("succeeded");
  });

  it("writes nothing to the roster when the intents cannot be written", async () => {
    world.history.beforeWriteChanges = () => {
      throw new Error("no capacity");
    };
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["INTERNAL"]]);
    expect(world.roster.applied).toEqual([]);
    // Some of them may have been written: the next run closes them when the lease has expired.
    expect((await world.leases.read(tenant))?.runId).toBe(run.runId);
  });

  it("writes not even intents once its lease is lost", async () => {
    world.leases.renew = async () => false;
    const run = await world.run();
    expect([run.status, run.reasons]).toEqual([
      "failed",
      [{ code: "INTERNAL", message: "the run lost its lease and stopped writing; the next run goes on from there" }],
    ]);
    expect(await world.records(run.runId)).toEqual([]);
  });

  it("finds nothing to do the second time, and says so without a write", async () => {
    await world.run();
    const before = world.roster.applied.length;
    const run = await world.run();
    expect([run.status, run.changes.unchanged]).toEqual(["succeeded", 5]);
    expect(world.roster.applied).toHaveLength(before);
    expect(await world.records(run.runId)).toEqual([]);
    expect(await world.leases.read(tenant)).toBeUndefined();
  });

  it("writes no record of changes when there are none", async () => {
    await world.run();
    world.history.beforeWriteChanges = () => {
      throw new Error("nothing to write");
    };
    expect((await world.run()).status).toBe("succeeded");
  });
});

describe("a dry run", () => {
  it("touches no roster user, and leaves every change as planned on record", async () => {
    const before = await world.roster.list(tenant);
    const run = await world.run({ mode: "plan" });
    expect(run).toMatchObject({
      status: "succeeded",
      mode: "plan",
      changes: { created: 1, deactivated: 1, updated: 1 },
    });
    expect(await world.roster.list(tenant)).toEqual(before);
    const records = await world.records(run.runId);
    expect(records.map(({ mode, outcome }) => `${mode} ${outcome}`)).toEqual(Array(5).fill("plan planned"));
  });

  it("is what every run is while the settings say so, whatever the event asks for", async () => {
    world.change({ mode: "plan" });
    const run = await world.run({ mode: "apply" });
    expect([run.mode, world.roster.applied]).toEqual(["plan", []]);
  });

  it("leaves nothing open when its records cannot be written", async () => {
    world.history.beforeWriteChanges = () => {
      throw new Error("no capacity");
    };
    expect((await world.run({ mode: "plan" })).status).toBe("failed");
    expect(await world.leases.read(tenant)).toBeUndefined();
  });

  it("plans what the apply run then does", async () => {
    const planned = await world.run({ mode: "plan" });
    const applied = await world.run();
    expect(applied.planDigest).toBe(planned.planDigest);
    expect(applied.changes).toEqual(planned.changes);
  });

  it("is not closed as a failure by the next run, whose intents these are not", async () => {
    const planned = await world.run({ mode: "plan" });
    await world.run();
    const records = await world.records(planned.runId);
    expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(["planned"]));
  });

  it("takes overrides, and only a dry run does", async () => {
    const overrides = { ignoredPeople: ["rc:1"] };
    expect((await world.run({ mode: "plan", overrides })).changes).toMatchObject({ created: 0, unchanged: 2 });
    const refused = await world.run({ overrides });
    expect([refused.status, codesOf(refused)]).toEqual(["failed", ["SETTINGS_INVALID"]]);
    const elsewhere = await world.run({ mode: "plan", overrides: { baseUrl: "https://other.ringcentral.com/" } });
    expect(codesOf(elsewhere)).toEqual(["SETTINGS_INVALID"]);
    expect(world.roster.applied).toEqual([]);
  });
});

describe("a user changed by someone else meanwhile", () => {
  beforeEach(() => {
    world.roster.beforeWrite = ({ userId }: Change) => {
      if (userId === "rc-3") world.user(linked(3, { lastName: "Edited", version: 2 }));
    };
  });

  it("is a conflict and not overwritten; the others go on", async () => {
    const run = await world.run();
    expect(run).toMatchObject({ status: "partial", changes: { created: 1, updated: 0, conflicts: 1, deactivated: 1 } });
    expect(codesOf(run)).toEqual(["CONFLICT"]);
    expect((await world.outcomes(run.runId))["rc-3"]).toBe("update conflict");
    const [record] = (await world.records(run.runId)).filter(({ outcome }) => outcome === "conflict");
    expect(record?.error).toBe("the user was changed by someone else meanwhile");
    expect(world.stored("rc-3")?.lastName).toBe("Edited");
  });

  it("is looked at again by the next run", async () => {
    await world.run();
    world.roster.beforeWrite = () => undefined;
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { updated: 1 } });
    expect(world.stored("rc-3")?.lastName).toBe("Marchbanks3");
  });
});

describe("a user who cannot be written", () => {
  it("fails alone, and the next run tries again", async () => {
    world.roster.beforeWrite = ({ userId }: Change) => {
      if (userId === "rc-3") throw new Error(`not ${personOf(3).email}`);
    };
    const run = await world.run();
    expect(run).toMatchObject({ status: "partial", changes: { created: 1, updated: 0, failed: 1, deactivated: 1 } });
    expect(codesOf(run)).toEqual(["CHANGE_FAILED"]);
    const failed = (await world.records(run.runId)).filter(({ outcome }) => outcome === "failed");
    expect(failed).toMatchObject([{ userId: "rc-3", error: "Error" }]);
    world.roster.beforeWrite = () => undefined;
    expect(await world.runNow()).toMatchObject({ status: "succeeded", changes: { updated: 1 } });
  });

  it("fails without a name for what is thrown and is no error", async () => {
    // oxlint-disable-next-line prefer-promise-reject-errors -- what is no error is the point
    world.roster.beforeWrite = () => Promise.reject("down");
    const run = await world.run();
    expect((await world.records(run.runId))[0]).toMatchObject({ outcome: "failed", error: "unknown error" });
  });

  it("counts as written when only the answer was lost", async () => {
    world.roster.afterWrite = () => {
      throw new Error("socket hang up");
    };
    const run = await world.run();
    expect(run).toMatchObject({ status: "succeeded", changes: { created: 1, updated: 1, deactivated: 1, failed: 0 } });
    expect((await world.outcomes(run.runId))["rc-5"]).toBe("deactivate applied");
  });

  it("stays an open intent when nobody can tell, which the next run closes", async () => {
    world.roster.afterWrite = ({ userId }: Change) => {
      if (userId === "rc-3") throw new Error("socket hang up");
    };
    const { get } = world.roster;
    const roster = Object.assign(Object.create(world.roster), {
      write: world.roster.write.bind(world.roster),
      list: world.roster.list.bind(world.roster),
      get: (...[tenantId, id]: Parameters<typeof get>) =>
        id === "rc-3" ? Promise.reject(new Error("down")) : world.roster.get(tenantId, id),
    });
    const run = await world.run({}, { ports: { roster } });
    expect([run.status, codesOf(run), run.changes.updated]).toEqual(["partial", ["CHANGE_FAILED"], 0]);
    expect((await world.outcomes(run.runId))["rc-3"]).toBe("update planned");
    const [open] = (await world.records(run.runId)).filter(({ outcome }) => outcome === "planned");
    expect(open?.error).toBe("Error; whether the change was made is not known yet");
    expect(codesOf(await world.runNow())).toEqual(["RUN_IN_PROGRESS"]);

    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { updated: 0 } });
    expect((await world.outcomes(run.runId))["rc-3"]).toBe("update applied");
  });
});

describe("a history that fails in the middle", () => {
  it("fails the run, whose intents the next one closes by looking at the users", async () => {
    let writes = 0;
    world.history.beforeWriteChanges = () => {
      writes += 1;
      if (writes > 2) throw new Error("no capacity");
    };
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["INTERNAL"]]);
    expect(run.changes).toMatchObject({ created: 1, linked: 1, updated: 0 });
    expect(written(world.roster.applied)).toEqual(["create rc-1", "link by-hand"]);
    world.history.beforeWriteChanges = () => undefined;

    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { created: 0, linked: 0, updated: 1 } });
    expect(await world.outcomes(run.runId)).toEqual({
      "rc-1": "create applied",
      "by-hand": "link applied",
      "rc-3": "update failed",
      "rc-4": "reactivate failed",
      "rc-5": "deactivate failed",
    });
  });
});

describe("what a run asks for", () => {
  it("connects with the settings and the secret of the tenant", async () => {
    await world.run();
    expect(world.directory.requests).toMatchObject([
      { settings: { clientId: "app-1", subAccountIds: ["701", "702"] }, credentials: JSON.parse(secretText) },
    ]);
  });

  it("counts its calls, also when the reading failed", async () => {
    expect((await world.run({ mode: "plan" })).calls).toEqual({ ringCentral: 2, ringCx: 8, throttled: 0 });
    world.directory.beforeReadAgain = () => {
      throw new SyncError("OUT_OF_TIME", "no time", { details: { callsMade: 7, callsNeeded: 11 } });
    };
    expect(await world.run()).toMatchObject({ status: "failed", calls: { ringCentral: 2, ringCx: 5 } });
  });

  it("has on record how long it waited for limits, also when the reading failed", async () => {
    world.directory.waitedMs = 42_001;
    expect(await world.run()).toMatchObject({ waitedMs: 42_001 });
    world.directory.failure = new SyncError("RINGCENTRAL_UNAVAILABLE", "RingCentral asked for a wait of 24 hours");
    const failed = await world.run();
    expect(failed).toMatchObject({ status: "failed", waitedMs: 42_001 });
    expect(await world.history.run(tenant, failed.runId)).toEqual(failed);
  });
});
