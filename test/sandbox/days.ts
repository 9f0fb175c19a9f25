import { type ChangeCounts, noChanges, type RunSummary } from "#shared/domain/run/summary.ts";
import { approvalItem } from "#test/fixtures/approval-item.ts";
import { dayTable, summaryLine } from "./day-table.ts";
import type { Stage } from "./story.ts";
import type { RunEnd } from "./world.ts";

/** What a day of the story must come to; counts that are not named are 0, the rest of the people is unchanged. */
export interface ExpectedDay extends Partial<ChangeCounts> {
  readonly status: RunSummary["status"];
  readonly reasons: readonly string[];
  readonly people: number;
}

/** Plays one day after the other, prints each, and collects what was not expected. */
export class Days {
  readonly surprises: string[] = [];
  readonly #stage: Stage;
  #day = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  check(fact: string, isSo: boolean): void {
    if (!isSo) this.#surprise(`not so: ${fact}`);
  }

  /** The next day's tick at two o'clock, and what the run that it starts does. */
  async play(title: string, expected: ExpectedDay): Promise<RunSummary | undefined> {
    const { world, clock, print } = this.#stage;
    this.#day += 1;
    const due = `2026-06-${String(this.#day + 1).padStart(2, "0")}T02:00:00.000Z`;
    clock.setTo(due);
    const { ends } = await this.#timed(`Day ${this.#day}: ${title}`, () => world.tick(due));
    if (ends.length !== 1) this.#surprise(`day ${this.#day}: ${ends.length} runs instead of one`);
    const summary = await this.#show(ends[0], expected);
    const { ends: more } = await world.tick(due.replace("02:00", "02:01"));
    if (more.length > 0) this.#surprise(`day ${this.#day}: the tick after the run started another`);
    print("");
    return summary;
  }

  /** A person approves a run's whole held list and starts the sync. */
  async approveAndRun(run: RunSummary, expected: ExpectedDay): Promise<void> {
    const { world, clock } = this.#stage;
    const records = (await world.changes(run.runId)).map((record) => ({ ...record }));
    const held = records.filter(({ outcome }) => outcome === "held").length;
    await world.put("approvals", approvalItem({ runId: run.runId, records, at: new Date(clock.now()) }));
    const end = await this.#timed(
      `Day ${this.#day}, later: the ${held} deactivations are approved, and the sync is run`,
      () => world.sync({ tenantId: "default", trigger: "manual", requestedBy: "sandbox" }),
    );
    await this.#show(end, expected);
  }

  async #timed<Result>(title: string, act: () => Promise<Result>): Promise<Result> {
    this.#stage.print(title);
    this.#started = { atMs: performance.now(), requests: this.#stage.world.aws.requests.entries.length };
    return act();
  }
  #started = { atMs: 0, requests: 0 };

  async #show(end: RunEnd | undefined, expected: ExpectedDay): Promise<RunSummary | undefined> {
    const { world, print } = this.#stage;
    if (end === undefined) return undefined;
    if (end.kind === "rejected") {
      this.#surprise(`day ${this.#day}: the run failed: ${end.error.name} ${end.error.message}`);
      return undefined;
    }
    const { summary } = end;
    const { atMs, requests } = this.#started;
    print(dayTable(await world.changes(summary.runId)));
    print(
      summaryLine(summary, {
        seconds: (performance.now() - atMs) / 1000,
        requests: world.aws.requests.entries.slice(requests),
        tables: world.aws.tables,
      }),
    );
    this.#compare(summary, expected);
    return summary;
  }

  #compare({ status, reasons, people, changes }: RunSummary, expected: ExpectedDay): void {
    const { status: wantedStatus, reasons: wantedReasons, people: wantedPeople, ...counts } = expected;
    const wanted: ChangeCounts = { ...noChanges, ...counts };
    const touched = wanted.created + wanted.linked + wanted.updated + wanted.reactivated + wanted.conflicts;
    const facts: [string, unknown, unknown][] = [
      ["status", status, wantedStatus],
      ["reasons", [...new Set(reasons.map(({ code }) => code))].sort().join(), [...wantedReasons].sort().join()],
      ["people", people, wantedPeople],
    ];
    for (const name of Object.keys(noChanges) as (keyof ChangeCounts)[]) {
      facts.push([name, changes[name], name === "unchanged" ? wantedPeople - touched : wanted[name]]);
    }
    for (const [name, is, wants] of facts) {
      if (is !== wants) this.#surprise(`day ${this.#day}: ${name} is ${String(is)}, expected ${String(wants)}`);
    }
  }

  #surprise(text: string): void {
    this.surprises.push(text);
    this.#stage.print(`  SURPRISE: ${text}`);
  }
}
