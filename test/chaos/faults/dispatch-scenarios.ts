import type { SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import { DispatchProcess } from "./dispatch-process.ts";
import { calm, calmRun, manual, type Scenario } from "./scenario.ts";

/** Five minutes after the start of a scenario's world begins the minute that the tests look at. */
const settings = { runDailyAtUtc: "00:10" };

/** Lets the ticks until a minute of the first hour pass, each with the runs that it starts where `runs` says so. */
async function ticksUntil(world: SimulatedWorld, minute: number, runs: "run" | "keep" = "run"): Promise<void> {
  const process = new DispatchProcess(world);
  const day = Date.now() - (Date.now() % 86_400_000);
  for (let now = Math.floor((Date.now() - day) / 60_000) + 1; now <= minute; now += 1) {
    await world.time.passTo(new Date(day + now * 60_000).toISOString());
    const { events } = await process.tick(calm);
    for (const event of runs === "run" ? events : []) await calmRun(world, event);
  }
}

async function toMinute(world: SimulatedWorld, minute: number): Promise<void> {
  const day = Date.now() - (Date.now() % 86_400_000);
  await world.time.passTo(new Date(day + minute * 60_000).toISOString());
}

const rejection: Omit<Scenario, "name"> = {
  settings,
  change: ({ organisation }) => {
    organisation.credentials.jwt = "another.made-up.token";
  },
  lead: async (world) => {
    await ticksUntil(world, 12);
    await toMinute(world, 13);
    return manual;
  },
};

/** Together they make every kind of call that dispatch makes. */
export const dispatchScenarios: readonly Scenario[] = [
  { name: "tick: first sight", settings, change: () => undefined },
  {
    name: "tick: due",
    settings,
    change: () => undefined,
    lead: async (world) => {
      await ticksUntil(world, 9);
      await toMinute(world, 10);
      return manual;
    },
  },
  {
    name: "tick: ended run",
    settings,
    change: () => undefined,
    lead: async (world) => {
      await ticksUntil(world, 10);
      await toMinute(world, 11);
      return manual;
    },
  },
  {
    name: "tick: killed run",
    settings,
    change: () => undefined,
    lead: async (world) => {
      await ticksUntil(world, 9);
      await toMinute(world, 10);
      const { events } = await new DispatchProcess(world).tick(calm);
      const killed = { atCall: 12, when: "after" } as const;
      for (const event of events) await world.run(event, { ...calm, killed }, () => undefined);
      await toMinute(world, 13);
      return manual;
    },
  },
  // The world that a case begins in has a secret of its own, which is another one to dispatch.
  { ...rejection, name: "tick: rejection, changed secret" },
  { ...rejection, name: "tick: rejection", during: (world) => ticksUntil(world, 16) },
  {
    name: "tick: request",
    settings,
    change: () => undefined,
    lead: async (world) => {
      await ticksUntil(world, 7);
      const { tables, time } = world;
      const [schedule] = await time.until(tables.history("schedule"));
      const resumeRequest = { runId: "01KJNXGE0047C4FEZDQK8YZG0M", event: manual };
      await time.until(
        tables.put("history", { ...schedule, version: Number(schedule?.["version"]) + 1, resumeRequest }),
      );
      await toMinute(world, 8);
      return manual;
    },
  },
  {
    name: "tick: faulty settings",
    settings,
    change: () => undefined,
    lead: async (world) => {
      await ticksUntil(world, 7);
      world.settings["defaultActivityId"] = "999";
      await world.time.until(world.saveSettings());
      await toMinute(world, 8);
      return manual;
    },
  },
];
