import { noChanges } from "#shared/domain/run/summary.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { checkHistory } from "#test/chaos/oracle/check-history.ts";
import { RiskyChanges } from "#test/chaos/oracle/check-limits.ts";
import { checkNoDuplicates, checkRun } from "#test/chaos/oracle/check-run.ts";
import { Told } from "#test/chaos/oracle/check-told.ts";
import { Weekly } from "#test/chaos/oracle/check-weekly.ts";
import { checkWrites } from "#test/chaos/oracle/check-writes.ts";
import { type DirectoryView, viewOf } from "#test/chaos/oracle/directory-view.ts";
import { DueRuns } from "#test/chaos/oracle/due-runs.ts";
import { judgeRun } from "#test/chaos/oracle/judge-run.ts";
import type { Past } from "#test/chaos/oracle/past.ts";
import { keyOf } from "#test/chaos/oracle/risky-parts.ts";
import { claim, Violation } from "#test/chaos/oracle/violation.ts";
import { applyEvent } from "#test/chaos/world/apply-event.ts";
import type { Day, History, PlannedRun, PlannedTick, WorldEvent } from "#test/chaos/world/history.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import { recordOf, type SeenRun, SimulatedWorld } from "#test/chaos/world/simulated-world.ts";
import type { Stage } from "#test/chaos/world/stage.ts";
import { usableSettings } from "#test/chaos/world/usable-settings.ts";
import type { OutboundCall } from "#test/chaos/world/wire.ts";
import { CallDigest } from "./call-digest.ts";
import { decide } from "./decide.ts";
import { drawOrganisation } from "./draw-organisation.ts";
import { awsFaults, isUnaffected } from "./faults-without-effect.ts";
import { nextTick } from "./next-tick.ts";
import { heldOf, type KnownPast, readPast } from "./past.ts";

/** What a simulation did, and the first claim that did not hold. */
export interface Report {
  readonly days: number;
  readonly runs: number;
  readonly ticks: number;
  readonly calls: number;
  readonly writes: number;
  readonly held: number;
  /** Runs whose result was compared with the oracle's, changes that it judged, people it had nothing to say about. */
  readonly compared: number;
  readonly judged: number;
  readonly open: number;
  /** Runs during which the directory changed, compared with the oracle's answers before and after. */
  readonly amidChange: number;
  /** Fingerprint of all calls and writes. */
  readonly digest: string;
  readonly violation?: { readonly day: number; readonly claim: string; readonly message: string };
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** When the runs of a day are due: 02:00. */
const dueMs = 120 * minuteMs;

/** Four attempts, each gone on with ten times, do not take as many. */
const maxTicks = 120;

/** A run that ends so has not come to all that it had planned. */
const endsEarly: ReadonlySet<string> = new Set(["STOPPED", "OUT_OF_TIME"]);

const undisturbed: PlannedRun = { trigger: "manual", faults: [], meanwhile: [] };

/** Plays a history and checks every claim after every step. */
export async function simulate(history: History): Promise<Report> {
  const organisation = drawOrganisation(history);
  const { seed, setup } = history;
  const settings = { subAccountIds: [...organisation.subAccounts.keys()].join(), deactivationFloor: setup.floor };
  const world = await SimulatedWorld.start({ seed, organisation, settings, ...setup });
  const simulation = new Simulation(world);
  let day = 0;
  try {
    for (; day < history.days.length; day += 1) await simulation.day(day, history.days[day] as Day);
    return { ...simulation.counts, days: day, digest: simulation.digest.end() };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const digest = simulation.digest.end();
    return { ...simulation.counts, days: day, digest, violation: { day, claim: error.claim, message: error.message } };
  } finally {
    await world.close();
  }
}

class Simulation {
  readonly counts = { runs: 0, ticks: 0, calls: 0, writes: 0, held: 0, compared: 0, judged: 0, open: 0, amidChange: 0 };
  readonly digest = new CallDigest();
  readonly #due = new DueRuns();
  readonly #risky = new RiskyChanges();
  readonly #weekly = new Weekly();
  readonly #told = new Told();
  readonly #world: SimulatedWorld;
  readonly #stage: Stage;
  readonly #startedAt = Date.now();
  /** What was written since the history was checked last, and by which runs. */
  #unchecked = newUnchecked();
  /** Faults of AWS that struck a process so far. */
  readonly #struck = new Map<SeenRun["container"], number>();
  #lastApplied: string | undefined;
  #wasEnabled = false;
  #alertsChecked = 0;
  #alertsTried = 0;

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
      decide: (decision) => decide(decision, tables),
    };
  }

  async day(index: number, day: Day): Promise<void> {
    const { time } = this.#world;
    await this.#passTo(index * dayMs + 60 * minuteMs);
    this.#world.organisation.loginRefusal = day.refusedLogin;
    // An undo leaves the service in plan mode; here is who resumes it.
    await time.until(this.#world.saveSettings());
    for (const event of day.events) await time.until(Promise.resolve(applyEvent(event, this.#stage)));
    this.#alertsTried = 0;
    this.#world.ticks.length = 0;
    const ticks = [...(day.ticks ?? [])];
    await this.#passTo(index * dayMs + dueMs);
    const scheduledFor = new Date().toISOString();
    for (const [at, planned] of day.runs.entries()) {
      await this.#passTo(index * dayMs + dueMs + 20 * at * minuteMs);
      await this.#planned(planned, { tick: ticks.shift(), scheduledFor });
    }
    await this.#untilAtRest(day, ticks);
    const [state] = await time.until(this.#world.tables.history("schedule"));
    const records = await time.until(this.#world.tables.history("run#"));
    const isEnabled = this.#world.settings["serviceEnabled"] === true;
    this.#due.settled({
      scheduledFor,
      state,
      records,
      alerts: this.#alertsTried,
      ticks: this.#world.ticks,
      isEnabled: isEnabled && this.#wasEnabled,
    });
    this.#wasEnabled = isEnabled;
    await this.#passTo(index * dayMs + 600 * minuteMs);
    if (index % 2 === 0) await this.#twice();
  }

  /** An undisturbed run, and what it would do if it came again at once. */
  async #twice(): Promise<void> {
    const byHand = { tenantId: "default", trigger: "manual" };
    const first = recordOf(await this.#invoke(byHand, undisturbed));
    if (first?.mode !== "apply" || first.status === "skipped") return;
    const second = recordOf(await this.#invoke({ ...byHand, mode: "plan" }, undisturbed));
    const { created, linked, updated, reactivated, deactivated } = second?.changes ?? noChanges;
    const planned = created + linked + updated + reactivated + deactivated;
    // What was held stays held.
    claim("a second run plans nothing", planned === 0, () => JSON.stringify(second));
  }

  /** Ticks as long as the schedule has something in hand. */
  async #untilAtRest(day: Day, ticks: PlannedTick[]): Promise<void> {
    const { tables, time } = this.#world;
    const again = [...(day.again ?? [])];
    for (let count = 0; ; count += 1) {
      const [state] = await time.until(tables.history("schedule"));
      const at = nextTick(state, Date.now());
      if (at === undefined) return;
      claim("the schedule comes to rest", count < maxTicks, () => JSON.stringify(state));
      await time.passTo(new Date(at).toISOString());
      await this.#tick(ticks.shift(), () => again.shift() ?? undisturbed);
    }
  }

  async #tick(tick: PlannedTick | undefined, planned: () => Omit<PlannedRun, "trigger">): Promise<void> {
    const { ticks } = this.#world;
    const before = ticks.length;
    const events = await this.#world.tick(tick);
    const own = ticks.slice(before);
    this.counts.ticks += own.length;
    for (const { calls } of own) this.#note(calls);
    this.#due.started(events, own);
    const delivered = events.flatMap((event) => Array.from({ length: tick?.deliveries ?? 1 }, () => event));
    for (const event of delivered) await this.#invoke(event, planned());
  }

  async #planned(
    planned: PlannedRun,
    { tick, scheduledFor }: { readonly tick: PlannedTick | undefined; readonly scheduledFor: string },
  ): Promise<void> {
    const { trigger, mode, forged } = planned;
    const named = { tenantId: "default", trigger, ...(forged === undefined ? {} : { scheduledFor }) };
    if (forged === "dry run") {
      await this.#invoke({ ...named, trigger: "schedule", mode: "plan", requestedBy: "schedule" }, planned);
      return;
    }
    if (trigger === "schedule") {
      await this.#tick(tick, () => planned);
    } else if (trigger === "undo") {
      if (this.#lastApplied !== undefined) await this.#invoke({ ...named, undoOf: this.#lastApplied }, planned);
    } else {
      await this.#invoke({ ...named, ...(mode === undefined ? {} : { mode }) }, planned);
    }
  }

  async #invoke(event: Item, planned: Omit<PlannedRun, "trigger">): Promise<SeenRun> {
    const { tables, organisation, ringCentral, aws, time, skewMs } = this.#world;
    const before = await time.until(tables.roster());
    const pasts: [KnownPast, ...KnownPast[]] = [await time.until(readPast(tables))];
    const settings = this.#settings();
    const views: [DirectoryView, ...DirectoryView[]] = [viewOf(organisation)];
    const seenSettings = [settings];
    const happen = async (happening: WorldEvent) => {
      await applyEvent(happening, this.#stage);
      views.push(viewOf(organisation));
      seenSettings.push(this.#settings());
      if (happening.in === "history") pasts.push(await readPast(tables));
    };
    ringCentral.requests.length = 0;
    const run = await this.#world.run(event, planned, happen);
    this.#count(run);
    const taken = aws.published.slice(this.#alertsChecked);
    this.#alertsChecked = aws.published.length;
    const alerts = taken.map(({ subject, message }) => `${subject} ${message}`);
    checkRun(run, { requests: ringCentral.requests, organisation, alerts, strictness: ringCentral.strictness });
    const after = await time.until(tables.roster());
    checkNoDuplicates(after);
    checkWrites(run, { views, settings: seenSettings });
    this.#unchecked.writes.push(...run.writes);
    const record = recordOf(run);
    for (const one of [record, run.rival === undefined ? undefined : recordOf(run.rival)]) {
      if (one === undefined) continue;
      this.#unchecked.runIds.add(one.runId);
      if (one.reasons.some(({ code }) => endsEarly.has(code))) this.#unchecked.stopped.add(one.runId);
    }
    const struckBefore = this.#struck.get(run.container) ?? 0;
    this.#struck.set(run.container, struckBefore + awsFaults(run));
    const isCalm = planned.killed === undefined && (planned.faults.length === 0 || isUnaffected(run, struckBefore));
    this.#weekly.ended({ run, messages: taken, isCalm, isEnabled: settings?.serviceEnabled === true });
    if (isCalm && record?.status !== "skipped") {
      await time.until(checkHistory(this.#unchecked, (runId) => tables.history(`change#${runId}#`)));
      this.#unchecked = newUnchecked();
    }
    const looseMs = run.endedAt - run.startedAt + 2 * skewMs;
    const moment = { nowMs: run.startedAt, looseMs };
    const [past] = pasts.map(({ at }) => at(moment)) as [Past];
    const left = await time.until(readPast(tables));
    const { records } = left;
    const newIds = [...records.keys()].filter((id) => !pasts[0].records.has(id));
    this.#risky.ended(run, {
      pasts: [past, ...pasts.slice(1).map(({ at }) => at({ nowMs: run.endedAt, looseMs }))],
      left: left.at({ nowMs: run.endedAt, looseMs }),
      settings: seenSettings,
      ...{ before, after, records, isCalm, people: organisation.people.size },
      isAlone: isCalm && planned.meanwhile.length === 0,
    });
    const isHeard = isCalm && run.end.kind === "resolved" && record?.status !== "skipped" && !isByHandDry(event);
    const isSnsStruck = run.calls.some(({ name, fault }) => name.startsWith("sns ") && fault !== undefined);
    const isSettled = past.isSettlingIn === false;
    this.#told.ended(run, { taken, records, isSettled, isCalm: isHeard && !isSnsStruck });
    // A run that failed has no record here, and was to apply unless it was told otherwise.
    const isApply = event["trigger"] !== "undo" && (record?.mode ?? event["mode"] ?? settings?.mode) === "apply";
    // A decision that begins or ends meanwhile counts or not, by the moment at which the run's own clock is read.
    const isTurning = pasts[0].turns.some((at) => Math.abs(at - run.startedAt) <= looseMs);
    if (isCalm && isApply && settings !== undefined && record?.status !== "skipped" && !isTurning) {
      const { meanwhile } = planned;
      const isLoginRefused = organisation.loginRefusal !== undefined;
      const runId = record?.runId ?? newIds[0];
      const list = runId === undefined ? [] : await time.until(heldOf(runId, tables));
      const held = new Set(list.map((entry) => keyOf(entry, entry)));
      const told = { run, meanwhile, views, settings, past, held, isLoginRefused, before, after };
      const verdict = judgeRun(told);
      this.counts.compared += verdict.compared;
      this.counts.judged += verdict.judged;
      this.counts.open += verdict.open;
      this.counts.amidChange += verdict.amidChange;
    }
    return run;
  }

  #count(run: SeenRun): void {
    this.counts.runs += run.rival === undefined ? 1 : 2;
    this.counts.calls += run.calls.length + (run.rival?.calls.length ?? 0);
    this.counts.writes += run.writes.length;
    for (const { calls } of [run, ...(run.rival === undefined ? [] : [run.rival])]) this.#note(calls);
    this.digest.writes(run.writes);
    const record = recordOf(run);
    for (const one of [record, run.rival === undefined ? undefined : recordOf(run.rival)])
      if (one !== undefined) this.#due.ended(one);
    this.counts.held += record?.changes.held ?? 0;
    if (record?.mode === "apply" && record.trigger !== "undo" && run.writes.length > 0)
      this.#lastApplied = record.runId;
  }

  #note(calls: readonly OutboundCall[]): void {
    this.digest.calls(calls);
    this.#alertsTried += calls.filter(({ name }) => name.startsWith("sns ")).length;
  }

  #settings(): Settings | undefined {
    return usableSettings(this.#world.settings);
  }

  async #passTo(sinceStartMs: number): Promise<void> {
    await this.#world.time.passTo(new Date(this.#startedAt + sinceStartMs).toISOString());
  }
}

function newUnchecked() {
  return { writes: [] as RosterWrite[], runIds: new Set<string>(), stopped: new Set<string>() };
}

/** What such a run sees is shown to whoever asked for it. */
function isByHandDry({ trigger, mode }: Item): boolean {
  return trigger === "manual" && mode === "plan";
}
