import { parseSettings } from "#shared/config/settings.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run.ts";
import type { Settings } from "#shared/domain/settings.ts";
import { applyEvent, missingActivity } from "./apply-event.ts";
import { checkHistory } from "./check-history.ts";
import { checkRoster } from "./check-roster.ts";
import { checkNoDuplicates, checkRun } from "./check-run.ts";
import { checkWrites } from "./check-writes.ts";
import { type DirectoryView, viewOf } from "./directory-view.ts";
import { drawOrganisation } from "./draw-organisation.ts";
import type { Day, History, PlannedRun, WorldEvent } from "./history.ts";
import { expectedAfter } from "./oracle.ts";
import type { Item, RosterWrite } from "./roster-journal.ts";
import { type SeenRun, SimulatedWorld } from "./simulated-world.ts";
import type { Stage } from "./stage.ts";
import { Violation } from "./violation.ts";

/** What a simulation did, and the first claim that did not hold. */
export interface Report {
  readonly days: number;
  readonly runs: number;
  readonly calls: number;
  readonly writes: number;
  readonly held: number;
  /** Runs whose result was compared with the oracle's, changes that it judged, people it had nothing to say about. */
  readonly compared: number;
  readonly judged: number;
  readonly open: number;
  readonly violation?: { readonly day: number; readonly claim: string; readonly message: string };
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const undisturbed: PlannedRun = { trigger: "manual", faults: [], meanwhile: [] };

/** Plays a history and checks every claim after every step. */
export async function simulate(history: History): Promise<Report> {
  const organisation = drawOrganisation(history);
  const settings = { subAccountIds: [...organisation.subAccounts.keys()].join() };
  const world = await SimulatedWorld.start({ seed: history.seed, organisation, settings });
  const simulation = new Simulation(world);
  let day = 0;
  try {
    for (; day < history.days.length; day += 1) await simulation.day(day, history.days[day] as Day);
    return { ...simulation.counts, days: day };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { ...simulation.counts, days: day, violation: { day, claim: error.claim, message: error.message } };
  } finally {
    await world.close();
  }
}

class Simulation {
  readonly counts = { runs: 0, calls: 0, writes: 0, held: 0, compared: 0, judged: 0, open: 0 };
  readonly #world: SimulatedWorld;
  readonly #stage: Stage;
  readonly #startedAt = Date.now();
  /** What was written since the history was checked last, and by which runs. */
  #unchecked: { writes: RosterWrite[]; runIds: Set<string> } = { writes: [], runIds: new Set() };
  #lastApplied: string | undefined;

  constructor(world: SimulatedWorld) {
    this.#world = world;
    const { tables, organisation } = world;
    this.#stage = {
      organisation,
      roster: {
        list: async () => [...(await tables.roster())],
        put: (item) => tables.put("roster", item),
        patch: (userId, attributes) => tables.patchUser(userId, attributes),
      },
      settings: { item: world.settings, save: () => world.saveSettings() },
      approve: (part) => this.#approve(part),
    };
  }

  async day(index: number, day: Day): Promise<void> {
    const { time } = this.#world;
    await this.#passTo(index * dayMs + 60 * minuteMs);
    // An undo leaves the service in plan mode; here is who resumes it.
    await time.until(this.#world.saveSettings());
    for (const event of day.events) await time.until(Promise.resolve(applyEvent(event, this.#stage)));
    for (const [at, planned] of day.runs.entries()) {
      await this.#passTo(index * dayMs + (120 + 20 * at) * minuteMs);
      await this.#planned(planned);
    }
    await this.#passTo(index * dayMs + 600 * minuteMs);
    if (index % 2 === 0) await this.#invoke({ tenantId: "default", trigger: "manual" }, undisturbed);
    await this.#passTo(index * dayMs + 620 * minuteMs);
    if (index % 4 === 0) await this.#invoke({ tenantId: "default", trigger: "manual", mode: "plan" }, undisturbed);
  }

  async #planned(planned: PlannedRun): Promise<void> {
    const { trigger, mode } = planned;
    if (trigger === "schedule") {
      for (const event of await this.#world.tick()) await this.#invoke(event, planned);
    } else if (trigger === "undo") {
      if (this.#lastApplied !== undefined) {
        await this.#invoke({ tenantId: "default", trigger, undoOf: this.#lastApplied }, planned);
      }
    } else {
      await this.#invoke({ tenantId: "default", trigger, ...(mode === undefined ? {} : { mode }) }, planned);
    }
  }

  async #invoke(event: Item, planned: PlannedRun): Promise<void> {
    const { tables, organisation, ringCentral, time } = this.#world;
    const before = await time.until(tables.roster());
    const approved = await time.until(this.#approved());
    const settings = this.#settings();
    const views: DirectoryView[] = [viewOf(organisation)];
    const seenSettings = [settings];
    const happen = async (happening: WorldEvent) => {
      await applyEvent(happening, this.#stage);
      views.push(viewOf(organisation));
      seenSettings.push(this.#settings());
    };
    ringCentral.requests.length = 0;
    const run = await this.#world.run(event, planned, happen);
    this.#count(run);
    checkRun(run, { requests: ringCentral.requests, organisation });
    const after = await time.until(tables.roster());
    checkNoDuplicates(after);
    checkWrites(run, { views, settings: seenSettings });
    this.#unchecked.writes.push(...run.writes);
    const record = recordOf(run);
    if (record !== undefined) this.#unchecked.runIds.add(record.runId);
    const isCalm = planned.faults.length === 0 && planned.killed === undefined;
    if (isCalm && record?.status !== "skipped") {
      await time.until(checkHistory(this.#unchecked, (runId) => tables.history(`change#${runId}#`)));
      this.#unchecked = { writes: [], runIds: new Set() };
    }
    // A run that failed has no record here, and was to apply unless it was told otherwise.
    const isApply = event["trigger"] !== "undo" && (record?.mode ?? event["mode"] ?? settings?.mode) === "apply";
    if (isCalm && planned.meanwhile.length === 0 && settings !== undefined && record?.status !== "skipped") {
      const [view] = views;
      if (view === undefined) return;
      const expected = expectedAfter({ view, settings, roster: before, approved });
      if (isApply) {
        checkRoster({ run, expected, before, after });
        this.counts.compared += 1;
        this.counts.judged += expected.judged;
        this.counts.open += expected.open;
      }
    }
  }

  #count(run: SeenRun): void {
    this.counts.runs += run.rival === undefined ? 1 : 2;
    this.counts.calls += run.calls.length + (run.rival?.calls.length ?? 0);
    this.counts.writes += run.writes.length;
    const record = recordOf(run);
    this.counts.held += record?.changes.held ?? 0;
    if (record?.mode === "apply" && record.trigger !== "undo" && run.writes.length > 0)
      this.#lastApplied = record.runId;
  }

  #settings(): Settings | undefined {
    const parsed = parseSettings({
      tenantId: tenantId("default"),
      stored: { item: { tenantId: "default", ...this.#world.settings }, parameters: {} },
      allowedUrlHosts: ["ringcentral.com"],
    });
    const isWhole = parsed.kind === "valid" && parsed.settings.defaultActivityId !== missingActivity;
    return isWhole ? parsed.settings : undefined;
  }

  async #approve(part: "all" | "half"): Promise<void> {
    const { tables } = this.#world;
    const runs = (await tables.history("run#")).toReversed();
    for (const { runId } of runs.slice(0, 10)) {
      const records = await tables.history(`change#${runId}#`);
      const held = records.filter(({ outcome }) => outcome === "held").map(({ userId }) => String(userId));
      if (held.length === 0) continue;
      await tables.put("history", {
        entry: `approval#${runId}`,
        userIds: held.filter((_, at) => part === "all" || at % 2 === 0),
        approvedBy: "arn:aws:iam::111122223333:user/operator",
        approvedAt: new Date().toISOString(),
        validUntil: new Date(Date.now() + 3 * dayMs).toISOString(),
      });
      return;
    }
  }

  /** Held changes that somebody has approved, as `<userId> <status or role that it is about>`. */
  async #approved(): Promise<ReadonlySet<string>> {
    const { tables } = this.#world;
    const approved = new Set<string>();
    for (const { entry, userIds, usedBy, validUntil } of await tables.history("approval#")) {
      if (usedBy !== undefined || Date.parse(String(validUntil)) <= Date.now()) continue;
      const records = await tables.history(`change#${String(entry).slice("approval#".length)}#`);
      for (const { outcome, userId, after } of records) {
        if (outcome !== "held" || !(userIds as readonly unknown[]).includes(userId)) continue;
        const { status, role } = after as Item;
        approved.add(`${userId} ${status === "Inactive" ? status : role}`);
      }
    }
    return approved;
  }

  async #passTo(sinceStartMs: number): Promise<void> {
    await this.#world.time.passTo(new Date(this.#startedAt + sinceStartMs).toISOString());
  }
}

function recordOf({ end }: SeenRun): RunRecord | undefined {
  return end.kind === "resolved" ? end.record : undefined;
}
