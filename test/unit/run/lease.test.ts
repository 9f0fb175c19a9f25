import { decodeTime } from "ulid";
import { beforeEach, describe, expect, it } from "vitest";
import { runId, sourceId, userId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { Lease } from "#shared/domain/run/run.ts";
import { crew, linked, personOf, range } from "./crew.ts";
import { codesOf, planner, SyncWorld, tenant } from "./sync-world.ts";

let world: SyncWorld;
/** When each write of the roster began, in milliseconds since the run began. */
let begun: number[];

/** 300 people to create, each write of which takes a while; 32 are in flight at a time. */
function slowWorld({ secondsPerWrite }: { readonly secondsPerWrite: number }): SyncWorld {
  const slow = new SyncWorld(crew(...range(1, 300)), { clock: "auto" });
  begun = [];
  slow.roster.beforeWrite = async () => {
    begun.push(slow.clock.now().getTime() - startedAt(slow));
    await slow.clock.sleep(secondsPerWrite * 1000);
  };
  return slow;
}

function startedAt({ runIds }: SyncWorld): number {
  return decodeTime(runIds[0] ?? "");
}

describe("the lease of a run", () => {
  it("lasts two minutes and says since when it is held, and by whom", async () => {
    world = new SyncWorld(crew(...range(1, 300)));
    let lease: Lease | undefined;
    world.roster.beforeWrite = async () => {
      lease ??= await world.leases.read(tenant);
    };
    const run = await world.run();
    expect(lease).toMatchObject({ runId: run.runId, since: run.startedAt });
    expect(Date.parse(lease?.until ?? "") - Date.parse(run.startedAt)).toBe(120_000);
    expect(lease?.progress).toEqual({ phase: "applying", done: 0, total: 300 });
    expect(await world.leases.read(tenant)).toBeUndefined();
  });

  it("is renewed every 30 seconds, so that a long run keeps it", async () => {
    world = slowWorld({ secondsPerWrite: 50 });
    const untils: number[] = [];
    const renew = world.leases.renew.bind(world.leases);
    world.leases.renew = async (request) => {
      untils.push(Date.parse(request.until) - startedAt(world));
      return renew(request);
    };
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { created: 300 } });
    const later = [...new Set(untils)].slice(1, 12);
    expect(later).toEqual(later.map((_, index) => 150_000 + index * 30_000));
    expect(later.length).toBeGreaterThan(10);
  });

  it("stops the run from writing when another one has taken it", async () => {
    world = slowWorld({ secondsPerWrite: 10 });
    const other = runId("01JZZZZZZZZZZZZZZZZZZZZZZZ");
    const { beforeWrite } = world.roster;
    world.roster.beforeWrite = async (change) => {
      const progress = { phase: "reading", done: 0, total: 0 } as const;
      const until = "2026-12-31T00:00:00.000Z";
      world.leases.put(tenant, { runId: other, since: until, until, unclosed: [], progress });
      await beforeWrite(change);
    };
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["INTERNAL"]]);
    expect(run.reasons[0]?.message).toBe("the run lost its lease and stopped writing");
    expect(Math.max(...begun)).toBeLessThanOrEqual(30_000);
    expect(run.changes.created).toBe(begun.length);
    expect((await world.leases.read(tenant))?.runId).toBe(other);
  });

  it("stops the run from writing before it ends, when the store no longer renews it", async () => {
    world = slowWorld({ secondsPerWrite: 14 });
    world.leases.renew = () => Promise.reject(new Error("down"));
    const run = await world.run();
    expect([run.status, codesOf(run)]).toEqual(["failed", ["INTERNAL"]]);
    expect(run.changes.created).toBe(begun.length);
    // The last ones to begin end before somebody else can take the lease.
    expect(Math.max(...begun) + 14_000).toBeLessThanOrEqual(120_000);
    expect(Math.max(...begun)).toBeGreaterThan(60_000);
    // It expires, so that the next run closes what is open.
    expect((await world.leases.read(tenant))?.runId).toBe(run.runId);
  });

  it("survives one renewal that is not answered", async () => {
    world = slowWorld({ secondsPerWrite: 30 });
    const renew = world.leases.renew.bind(world.leases);
    let renewals = 0;
    world.leases.renew = (request) => {
      renewals += 1;
      return renewals === 4 ? Promise.reject(new Error("down")) : renew(request);
    };
    expect(await world.run()).toMatchObject({ status: "succeeded", changes: { created: 300 } });
    expect(renewals).toBeGreaterThan(6);
  });
});

describe("a lease that a killed run has left", () => {
  const killed = runId("01HZZZZZZZZZZZZZZZZZZZZZZZ");
  const intent: ChangeRecord = {
    mode: "apply",
    kind: "deactivate",
    userId: userId("rc-901"),
    sourceId: sourceId("rc:901"),
    before: { status: "Active" },
    after: { status: "Inactive" },
    reason: "no longer listed",
    actor: planner,
    outcome: "planned",
    at: "2026-03-02T02:00:00.000Z",
  };
  const second = { ...intent, userId: userId("rc-902"), sourceId: sourceId("rc:902") };
  const held = { ...second, userId: userId("rc-903"), outcome: "held" } as const;

  beforeEach(async () => {
    world = new SyncWorld(crew(1));
    const until = world.clock.now().toISOString();
    const progress = { phase: "applying", done: 0, total: 2 } as const;
    world.leases.put(tenant, { runId: killed, since: until, until, progress, unclosed: [] });
    world.user({ userId: "rc-901", ...personOf(901), status: "Inactive", version: 2, lastRunId: killed });
    world.user({ userId: "rc-902", ...personOf(902) });
    const changes = [intent, second, held].map((record, index) => ({ number: index + 1, record }));
    await world.history.writeChanges({ tenantId: tenant, runId: killed }, changes);
  });

  it("is not taken before it has expired", async () => {
    const until = new Date(world.clock.now().getTime() + 1).toISOString();
    const lease = await world.leases.read(tenant);
    if (lease !== undefined) world.leases.put(tenant, { ...lease, until });
    expect(codesOf(await world.runNow())).toEqual(["RUN_IN_PROGRESS"]);
  });

  it("makes the next run close the intents by looking at the users", async () => {
    const run = await world.run();
    expect(run.status).toBe("succeeded");
    expect(await world.outcomes(killed)).toEqual({
      "rc-901": "deactivate applied",
      "rc-902": "deactivate failed",
      "rc-903": "deactivate held",
    });
    const [applied] = await world.records(killed);
    expect(applied).toMatchObject({ before: { status: "Active" }, after: { status: "Inactive" } });
  });

  it("makes the next run note as failed what was to be done to somebody who is not in the roster", async () => {
    const create = { ...intent, kind: "create", userId: userId("rc-904") } as const;
    await world.history.writeChanges({ tenantId: tenant, runId: killed }, [{ number: 1, record: create }]);
    expect((await world.run()).status).toBe("succeeded");
    expect((await world.outcomes(killed))["rc-904"]).toBe("create failed");
  });

  it("leaves what a dry run planned as planned", async () => {
    const planned = { ...intent, mode: "plan" } as const;
    await world.history.writeChanges({ tenantId: tenant, runId: killed }, [{ number: 1, record: planned }]);
    await world.run();
    expect((await world.outcomes(killed))["rc-901"]).toBe("deactivate planned");
  });

  it("makes the next run end the record of the killed one, which nobody else may be watching", async () => {
    const startedAt = "2026-03-02T02:00:00.000Z";
    await world.history.startRun({ runId: killed, tenantId: tenant, trigger: "manual", mode: "apply", startedAt });
    await world.run();
    const run = await world.history.run(tenant, killed);
    expect(run).toMatchObject({ status: "failed", reasons: [{ code: "INTERNAL" }] });
  });

  it("leaves a record alone that has ended already", async () => {
    const startedAt = "2026-03-02T02:00:00.000Z";
    await world.history.startRun({ runId: killed, tenantId: tenant, trigger: "manual", mode: "apply", startedAt });
    const run = await world.run();
    await world.history.finishRun({ ...run, runId: killed });
    const until = world.clock.now().toISOString();
    world.leases.put(tenant, {
      runId: killed,
      since: until,
      until,
      progress: { phase: "reading", done: 0, total: 0 },
      unclosed: [],
    });
    await world.run();
    expect((await world.history.run(tenant, killed))?.status).toBe("succeeded");
  });

  it("has its intents closed before anything else is written", async () => {
    const seen: Record<string, string>[] = [];
    world.roster.beforeWrite = async () => {
      seen.push(await world.outcomes(killed));
    };
    await world.run();
    expect(seen).toHaveLength(1);
    expect(Object.values(seen[0] ?? {})).not.toContain("deactivate planned");
  });

  it("is handed on when the closing fails too", async () => {
    world.history.beforeWriteChanges = () => {
      throw new Error("down");
    };
    expect((await world.run()).status).toBe("failed");
    world.history.beforeWriteChanges = () => undefined;
    expect((await world.runNow()).status).toBe("succeeded");
    expect((await world.outcomes(killed))["rc-901"]).toBe("deactivate applied");
  });

  it("is closed by a dry run too, which holds the lease like any other", async () => {
    await world.run({ mode: "plan" });
    expect((await world.outcomes(killed))["rc-901"]).toBe("deactivate applied");
  });

  it("is no longer remembered once that is done", async () => {
    await world.run();
    await world.history.writeChanges({ tenantId: tenant, runId: killed }, [{ number: 1, record: intent }]);
    world.user(linked(1));
    await world.run();
    expect((await world.outcomes(killed))["rc-901"]).toBe("deactivate planned");
  });
});
