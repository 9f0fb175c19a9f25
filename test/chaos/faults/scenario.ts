import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type SeenRun, SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import type { Trouble } from "#test/chaos/world/wire.ts";
import { openSite, type Site, subAccountIds } from "./site.ts";

/** A run worth disturbing, and what happened before it. */
export interface Scenario {
  readonly name: string;
  readonly settings?: Item;
  readonly open?: () => Site;
  /** How long calls take and what an invocation may take. */
  readonly pace?: Pick<Parameters<typeof SimulatedWorld.start>[0], "latency" | "lambdaMs">;
  /** What ran before the directory changed. */
  readonly begin?: (world: SimulatedWorld) => Promise<void>;
  /** What has changed when the disturbed run begins. */
  readonly change: (site: Site) => void;
  /** What happened after the change; returns the event of the disturbed run. */
  readonly lead?: (world: SimulatedWorld) => Promise<Item>;
  /** The disturbed run is the one after another of the same event, which was killed after its third call of this name. */
  readonly killedFirst?: RegExp;
  /** What plays a part in the disturbed run alone. */
  readonly during?: (world: SimulatedWorld) => Promise<void> | void;
  /** What somebody does before the next run. */
  readonly heal?: (world: SimulatedWorld, site: Site) => Promise<void>;
  /** The event of the next run; a manual run where absent. */
  readonly next?: (event: Item) => Item;
}

/** A scenario frozen just before the run that is disturbed. */
export interface Start {
  readonly at: string;
  readonly event: Item;
  readonly settings: Record<string, unknown>;
  readonly roster: readonly Item[];
  readonly history: readonly Item[];
  readonly approvals: readonly Item[];
}

export interface Opened {
  readonly world: SimulatedWorld;
  readonly site: Site;
}

export const calm: Trouble = { faults: [], meanwhile: [] };
export const manual: Item = { tenantId: "default", trigger: "manual" };

const historyKinds = ["change#", "lease", "notices", "run#", "schedule", "settings#"];

export async function calmRun(world: SimulatedWorld, event: Item = manual): Promise<SeenRun> {
  return await world.run(event, calm, () => undefined);
}

/** Lets minutes pass. */
export async function pass(world: SimulatedWorld, minutes: number): Promise<void> {
  await world.time.passTo(new Date(Date.now() + minutes * 60_000).toISOString());
}

/** Plays a scenario up to the run that is disturbed. */
export async function prepare(scenario: Scenario): Promise<Start> {
  const { killedFirst, ...plain } = scenario;
  const killed = killedFirst === undefined ? undefined : await killing(plain, killedFirst);
  const { world, site } = await openWorld(scenario);
  try {
    await scenario.begin?.(world);
    scenario.change(site);
    await pass(world, 5);
    const event = (await scenario.lead?.(world)) ?? manual;
    if (killed !== undefined) {
      await world.run(event, { ...calm, killed }, () => undefined);
      await pass(world, 5);
    }
    const tables = await tablesOf(world);
    return { at: new Date().toISOString(), event, settings: { ...world.settings }, ...tables };
  } finally {
    await world.close();
  }
}

/** Where a run has to be killed so that its third call of this name is its last. */
async function killing(scenario: Scenario, name: RegExp): Promise<NonNullable<Trouble["killed"]>> {
  const start = await prepare(scenario);
  const { world } = await fork(scenario, start);
  try {
    const { calls } = await calmRun(world, start.event);
    const numbers = calls.flatMap((call, index) => (name.test(call.name) ? [index + 1] : []));
    return { atCall: numbers[2] ?? Number.NaN, when: "after" };
  } finally {
    await world.close();
  }
}

/** A world of its own in the state of a start. */
export async function fork(scenario: Scenario, start: Start): Promise<Opened> {
  const opened = await openWorld(scenario);
  const { world, site } = opened;
  scenario.change(site);
  await world.time.passTo(start.at);
  Object.assign(world.settings, start.settings);
  const { tables, time } = world;
  await time.until(world.saveSettings());
  await time.until(tables.putAll("roster", start.roster));
  await time.until(tables.putAll("history", start.history));
  await time.until(tables.putAll("approvals", start.approvals));
  await scenario.during?.(world);
  return opened;
}

/** All entries of the tables that runs write. */
export async function tablesOf({ tables, time }: SimulatedWorld) {
  const roster = await time.until(tables.roster());
  const history: Item[] = [];
  for (const kind of historyKinds) history.push(...(await time.until(tables.history(kind))));
  return { roster, history, approvals: await time.until(tables.approvals()) };
}

async function openWorld({ settings, pace, open = openSite }: Scenario): Promise<Opened> {
  const site = open();
  const world = await SimulatedWorld.start({
    seed: 7,
    organisation: site.organisation,
    // Of the few users some leave at once, or with an undo, and are not to be held; a killed run counts with all it began.
    settings: { subAccountIds: subAccountIds.join(), maxDeactivationShare: 0.4, ...settings },
    ...pace,
  });
  return { world, site };
}
