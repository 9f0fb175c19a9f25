import { beforeEach, expect, it } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import { StopWatch } from "#shared/run/stop-watch.ts";
import { crew } from "./crew.ts";
import { SyncWorld, tenant } from "./sync-world.ts";

const run = runId("01JNB2Q9T1X4W7C9Z3E5G7K9M1");
let world: SyncWorld;
let watch: StopWatch;
beforeEach(async () => {
  world = new SyncWorld(crew());
  const start = { runId: run, tenantId: tenant, trigger: "schedule", mode: "apply", startedAt: "" } as const;
  watch = new StopWatch({ start, stored: await world.settings.read(tenant) }, world.ports);
});

const ask = () => world.stops.request(tenant, { runId: run, by: "operator", at: world.clock.now().toISOString() });

it("lets no time be left for the next request once a stop was asked for, five seconds later at most", async () => {
  const left: number[] = [];
  const result = await watch.whileReading({ remainingMs: () => 600_000 }, async ({ remainingMs }) => {
    for (let second = 0; second < 8; second += 1) {
      if (second === 2) await ask();
      left.push(remainingMs());
      await world.clock.advance(1_000);
    }
    return "read";
  });
  expect(left).toEqual([...Array(6).fill(600_000), 0, 0]);
  expect([result, watch.stop]).toEqual([undefined, { cause: "request", by: "operator" }]);
});

it("looks every five seconds while units are read, not with each of them", async () => {
  let looks = 0;
  const find = world.stops.find.bind(world.stops);
  world.stops.find = (id) => {
    looks += 1;
    return find(id);
  };
  const result = await watch.whileReading({ remainingMs: () => 600_000 }, async ({ remainingMs }) => {
    for (let tenth = 0; tenth < 200; tenth += 1) {
      remainingMs();
      await world.clock.advance(100);
    }
    return "read";
  });
  // The last one is that after the reading.
  expect([result, looks]).toEqual(["read", 3 + 1]);
});

it("leaves an error as it is where nobody asked for a stop", async () => {
  const reading = watch.whileReading({ remainingMs: () => 1 }, () => Promise.reject(new Error("down")));
  await expect(reading).rejects.toThrow("down");
});

it("stays with what it has seen", async () => {
  await ask();
  await watch.look();
  await world.stops.clear(tenant, run);
  expect(await watch.look()).toEqual({ cause: "request", by: "operator" });
});
