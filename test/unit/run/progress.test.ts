import { beforeEach, describe, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import type { Progress } from "#shared/domain/run/run.ts";
import { LeaseKeeper } from "#shared/run/lease-keeper.ts";
import { FakeLeaseStore } from "#test/fakes/fake-lease-store.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { crew } from "./crew.ts";
import { SyncWorld, tenant } from "./sync-world.ts";

interface Published {
  readonly atSeconds: number;
  readonly progress: Progress;
}

describe("the progress of a run", () => {
  let clock: ManualClock;
  let published: Published[];
  let keeper: LeaseKeeper;
  let done: number;
  beforeEach(async () => {
    clock = new ManualClock();
    const leases = new FakeLeaseStore();
    published = [];
    const since = clock.now().getTime();
    const renew = leases.renew.bind(leases);
    leases.renew = (request) => {
      published.push({ atSeconds: (clock.now().getTime() - since) / 1000, progress: request.progress });
      return renew(request);
    };
    const holder = { tenantId: tenant, runId: runId("01JZZZZZZZZZZZZZZZZZZZZZZZ") };
    const taken = await LeaseKeeper.take(holder, { leases, clock });
    if (taken === undefined) throw new Error("The lease is free.");
    keeper = taken.keeper;
    done = 0;
    return () => keeper.stop({ intents: "closed" });
  });
  const reading = (): Progress => ({ phase: "reading", done, total: 100 });
  const times = () => published.map(({ atSeconds }) => atSeconds);

  it("is published every five seconds while it changes", async () => {
    keeper.follow(() => ({ ...reading(), done: ++done }));
    await clock.advance(17_000);
    expect(times()).toEqual([5, 10, 15]);
    expect(published[0]?.progress).toMatchObject({ phase: "reading", total: 100 });
  });

  it("costs a run of less than five seconds no write", async () => {
    keeper.follow(() => ({ ...reading(), done: ++done }));
    await clock.advance(4_999);
    expect(published).toEqual([]);
  });

  it("is published with the renewals alone while it stands still", async () => {
    await clock.advance(95_000);
    expect(times()).toEqual([30, 60, 90]);
  });

  it("waits for the next time when it changes within five seconds", async () => {
    keeper.follow(reading);
    await clock.advance(6_000);
    done = 40;
    await clock.advance(2_000);
    done = 70;
    await clock.advance(20_000);
    expect(times()).toEqual([5, 10]);
    expect(published[1]?.progress).toEqual({ phase: "reading", done: 70, total: 100 });
  });

  it("is published at once when the phase changes, and the lease renewed 30 seconds after that", async () => {
    await clock.advance(7_000);
    await keeper.report({ phase: "planning", done: 0, total: 4 });
    expect(published).toEqual([{ atSeconds: 7, progress: { phase: "planning", done: 0, total: 4 } }]);
    await clock.advance(35_000);
    expect(times()).toEqual([7, 40]);
  });

  it("is of calls made and calls known to be needed, while the directory is read", async () => {
    const world = new SyncWorld(crew(1, 2), { clock: "auto" });
    world.directory.callsLeft = 7;
    world.directory.whileReading = () => world.clock.sleep(6_000);
    const renewals: Progress[] = [];
    const renew = world.leases.renew.bind(world.leases);
    world.leases.renew = (request) => {
      renewals.push(request.progress);
      return renew(request);
    };
    const { calls } = await world.run();
    const made = calls.ringCentral + calls.ringCx;
    expect(renewals[0]).toEqual({ phase: "reading", done: made, total: made + 7 });
  });
});
