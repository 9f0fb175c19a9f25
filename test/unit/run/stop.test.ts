import { beforeEach, describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { crew, linked, range } from "./crew.ts";
import { codesOf, SyncWorld, tenant } from "./sync-world.ts";

const people = 700;
const scheduled = { trigger: "schedule", scheduledFor: "2026-03-02T02:00:00.000Z" } as const;
const by = "arn:aws:iam::111122223333:user/operator";

let world: SyncWorld;
beforeEach(() => {
  world = new SyncWorld(crew(...range(1, people)));
});

const askToStop = () =>
  world.stops.request(tenant, { runId: world.runIds.at(-1) ?? runId(""), by, at: world.clock.now().toISOString() });

/** Does something in the middle of the first chunk. */
function afterWrites(count: number, act: () => unknown): void {
  let left = count;
  world.roster.beforeWrite = async () => {
    left -= 1;
    if (left === 0) await act();
  };
}

describe("a run that is asked to stop while it applies", () => {
  it("ends before its next chunk, says how far it got and who asked, and leaves the rest planned", async () => {
    afterWrites(10, askToStop);
    const run = await world.run();
    expect([run.status, run.stoppedBy, run.changes.created]).toEqual(["partial", by, 256]);
    expect(run.reasons).toEqual([
      {
        code: "STOPPED",
        message:
          "the run was stopped on request: it ended with 256 of 700 changes applied; the next run makes those that are still due",
        details: { by: "request", applied: 256, planned: people },
      },
    ]);
    const records = await world.records(run.runId);
    expect(records.filter(({ outcome }) => outcome === "planned")).toHaveLength(people - 256);
    expect(world.roster.applied).toHaveLength(256);
  });

  it("does not count what somebody has refused", async () => {
    for (const n of range(801, 700)) world.user(linked(n));
    const held = await world.run();
    const gone = (await world.records(held.runId)).filter(({ outcome }) => outcome === "held");
    await world.approve(held.runId, { users: gone.slice(0, 300).map(({ userId }) => userId ?? "") });
    afterWrites(10, askToStop);
    const run = await world.run();
    expect(run.reasons[0]?.details).toMatchObject({ applied: 256, planned: 300 });
  });

  it("is not gone on with where its time runs out while it is recorded", async () => {
    world.history.beforeWriteChanges = async () => {
      await askToStop();
      throw new SyncError("OUT_OF_TIME", "throttled to the end");
    };
    expect(codesOf(await world.run())).toEqual(["STOPPED"]);
    expect(world.schedules.state(tenant)?.resumeRequest).toBeUndefined();
  });

  it("gives lease and request back, asks for no resumption, and the next run does the rest", async () => {
    afterWrites(10, askToStop);
    await world.run();
    expect([await world.leases.read(tenant), await world.stops.find(tenant)]).toEqual([undefined, undefined]);
    expect(world.schedules.state(tenant)).toBeUndefined();
    const next = await world.run();
    expect([next.status, next.changes.created]).toEqual(["succeeded", people - 256]);
  });

  it("has answered its due time, as it does when a second event comes", async () => {
    afterWrites(10, askToStop);
    await world.run(scheduled);
    expect(codesOf(await world.run(scheduled))).toEqual(["ALREADY_DONE"]);
  });

  it("is not gone on with although its time ran out before it looked", async () => {
    afterWrites(100, askToStop);
    const run = await world.run({}, { remainingMs: () => (world.roster.applied.length < 100 ? 1 : 0) });
    expect([run.status, codesOf(run)]).toEqual(["partial", ["STOPPED"]]);
    expect(world.schedules.state(tenant)).toBeUndefined();
  });

  it("leaves its approval to the run that somebody starts then", async () => {
    world = new SyncWorld(crew(...range(1, 300)));
    for (const n of range(1, 900)) world.user(linked(n));
    const held = await world.run();
    await world.approve(held.runId, { users: range(301, 600).map((n) => `rc-${n}`) });
    afterWrites(10, askToStop);
    const run = await world.run();
    expect([codesOf(run), run.changes.deactivated]).toEqual([["STOPPED"], 256]);
    expect((await world.approvals.find(tenant, held.runId))?.usedBy).toBe(run.runId);
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { deactivated: 344 } });
  });

  it("stops in its upkeep as well", async () => {
    for (const n of range(1, people)) world.user(linked(n));
    afterWrites(10, askToStop);
    const run = await world.run();
    expect([run.status, codesOf(run), run.upkeep]).toEqual(["partial", ["STOPPED"], 256]);
  });
});

describe("a stop request", () => {
  it("about another run stops nobody, and is left alone", async () => {
    const other = { runId: runId("01HZZZZZZZZZZZZZZZZZZZZZZZ"), by, at: world.clock.now().toISOString() };
    await world.stops.request(tenant, other);
    expect((await world.run()).status).toBe("succeeded");
    expect(await world.stops.find(tenant)).toEqual(other);
  });

  it("that came too late is deleted with its run", async () => {
    world.history.beforeWriteChanges = async (changes) => {
      if (changes.length === people % 256) await askToStop();
    };
    expect((await world.run()).status).toBe("succeeded");
    expect(await world.stops.find(tenant)).toBeUndefined();
  });
});

describe("looking whether to stop", () => {
  it("costs one read of the request and one of the settings item for each chunk, and one after the reading", async () => {
    let [requests, items] = [0, 0];
    const find = world.stops.find.bind(world.stops);
    const readItem = world.settings.readItem.bind(world.settings);
    world.stops.find = (id) => {
      requests += 1;
      return find(id);
    };
    world.settings.readItem = (id) => {
      items += 1;
      return readItem(id);
    };
    await world.run();
    const chunks = Math.ceil(people / 256);
    expect([requests, items]).toEqual([1 + chunks, 1 + chunks]);
  });

  it("that fails changes nothing", async () => {
    world.stops.find = () => Promise.reject(new Error("down"));
    world.settings.readItem = () => Promise.reject(new Error("down"));
    expect((await world.run()).status).toBe("succeeded");
  });
});

describe("settings that are changed while a run goes on", () => {
  const change = (attributes: Readonly<Record<string, unknown>>) => () => world.change(attributes);

  it("stop it when the mode becomes plan", async () => {
    afterWrites(10, change({ mode: "plan" }));
    const run = await world.run();
    expect([run.status, run.mode, run.changes.created]).toEqual(["partial", "apply", 256]);
    expect(run.reasons).toMatchObject([
      {
        message: expect.stringContaining(
          "mode was changed while the run went on: it ended with 256 of 700 changes applied",
        ),
        details: { by: "mode" },
      },
    ]);
    expect(run).not.toHaveProperty("stoppedBy");
  });

  it("stop it when the service is switched off, if the schedule started it", async () => {
    afterWrites(10, change({ serviceEnabled: false }));
    expect((await world.run(scheduled)).reasons).toMatchObject([
      { code: "STOPPED", details: { by: "serviceEnabled", applied: 256 } },
    ]);
    afterWrites(10, change({ serviceEnabled: true }));
    expect((await world.run()).status).toBe("succeeded");
  });

  it.each([
    ["cannot be read", { mode: "of a kind", serviceEnabled: "perhaps" }],
    ["say the same in another way", { mode: "apply", serviceEnabled: true }],
    ["are others", { runDailyAtUtc: "05:00", maxDeactivations: 1 }],
  ])("do not stop it when they %s", async (_what, attributes) => {
    afterWrites(10, change(attributes));
    expect((await world.run(scheduled)).status).toBe("succeeded");
  });

  it("do not stop it when its mode comes from an SSM parameter and stays", async () => {
    world.settings.putParameter(tenant, "mode", "apply");
    expect((await world.run(scheduled)).status).toBe("succeeded");
  });
});

describe("an undo", () => {
  const undone = async () => ({ trigger: "undo", undoOf: (await world.run()).runId }) as const;

  it("is not stopped by the mode that it sets itself", async () => {
    const undo = await undone();
    world.change({ maxDeactivations: 5000, maxDeactivationShare: 0.5 });
    const run = await world.run({ ...undo });
    expect(codesOf(run)).not.toContain("STOPPED");
  });

  it("is stopped on request, and says how to go on", async () => {
    world = new SyncWorld(crew(...range(1, people)));
    for (const n of range(1, people)) world.user(linked(n, { agentIds: [] }));
    const undo = await undone();
    afterWrites(10, askToStop);
    const run = await world.run(undo);
    expect([codesOf(run), run.changes.updated]).toEqual([["STOPPED"], 256]);
    expect(run.reasons[0]?.message).toContain("set mode to apply and start the undo again");
  });
});

describe("a run that is asked to stop while it reads", () => {
  it("ends without a plan, a record or an alert", async () => {
    world.directory.whileReading = askToStop;
    const run = await world.run(scheduled);
    expect([run.status, run.people, codesOf(run)]).toEqual(["partial", 0, ["STOPPED"]]);
    expect(run.reasons[0]?.message).toContain("it ended before it had applied anything");
    expect(run.calls.ringCx).toBeGreaterThan(0);
    expect([await world.records(run.runId), world.roster.applied, world.alerts.sent]).toEqual([[], [], []]);
    expect(await world.stops.find(tenant)).toBeUndefined();
  });

  it("counts as stopped although the reading failed: it is not tried again", async () => {
    world.directory.whileReading = async () => {
      await askToStop();
      throw new SyncError("RINGCX_UNAVAILABLE", "down");
    };
    expect(await world.run()).toMatchObject({ status: "partial", reasons: [{ code: "STOPPED" }] });
  });

  it("forgets nothing that was told before, and is no partial run in a row", async () => {
    world.directory.organisation = crew(1);
    world.user({ userId: "one", firstName: "Other", lastName: "Person", email: "quillon1@other.example" });
    const before = { conflicts: ["rc:7"], protectedAbsent: [], partialRunsInARow: 2 };
    await world.history.writeNotices(tenant, before);
    world.directory.whileReading = askToStop;
    await world.run();
    expect(await world.history.notices(tenant)).toMatchObject(before);
  });
});
