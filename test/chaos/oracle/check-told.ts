import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import { isHandMade } from "./risky-parts.ts";
import { claim } from "./violation.ts";

interface Message {
  readonly subject?: string;
  readonly message: string;
}

interface Circumstances {
  /** What SNS has taken since the run before. */
  readonly taken: readonly Message[];
  /** Run records after the run. */
  readonly records: ReadonlyMap<string, Item>;
  /** The tenant had settled in when the run began. */
  readonly isSettled: boolean;
  /** The run has nothing to excuse it for what is not told yet. */
  readonly isCalm: boolean;
}

type News = "Administrator" | "linked";

/** Claims that nobody waits in vain for a message (design 4.5): it is told, or told again until SNS has taken it. */
export class Told {
  /** Whom nothing has been told of yet, and since which run. */
  readonly #waiting: Readonly<Record<News, Map<string, string>>> = { Administrator: new Map(), linked: new Map() };
  /** Digests of held lists that somebody has been told of. */
  readonly #lists = new Set<unknown>();

  /** @throws Violation */
  ended(run: SeenRun, { taken, records, isSettled, isCalm }: Circumstances): void {
    for (const write of run.writes) this.#note(write, { name: run.name, isSettled });
    for (const { subject = "", message } of taken) {
      const about: News = subject.includes("Administrator") && !subject.includes("holds") ? "Administrator" : "linked";
      if (subject.includes("holds")) {
        const [runId = ""] = /"user-sync show (\w+)"/.exec(message)?.slice(1) ?? [];
        this.#lists.add(records.get(runId)?.["heldDigest"]);
      } else if (/new Administrator|made by hand/.test(subject)) {
        const isCut = / and \d+ more/.test(message);
        for (const userId of this.#waiting[about].keys())
          if (isCut || message.includes(userId)) this.#waiting[about].delete(userId);
      }
    }
    if (!isCalm) return;
    for (const [news, waiting] of Object.entries(this.#waiting))
      claim("what happened is told", waiting.size === 0, () => `${run.name}: ${news} ${JSON.stringify([...waiting])}`);
    const record = run.end.kind === "resolved" ? records.get(run.end.record.runId) : undefined;
    const isHeld = record?.["mode"] === "apply" && Number((record["changes"] as Item)["held"]) > 0;
    claim("a held list is told", !isHeld || this.#lists.has(record["heldDigest"]), () => JSON.stringify(record));
  }

  #note(
    { userId, before, after }: RosterWrite,
    { name, isSettled }: { readonly name: string; readonly isSettled: boolean },
  ) {
    if (after?.["role"] === "Administrator" && before?.["role"] !== "Administrator")
      this.#waiting.Administrator.set(userId, name);
    const isLinked = before !== undefined && isHandMade(before) && after?.["sourceId"] !== undefined;
    if (isLinked && isSettled) this.#waiting.linked.set(userId, name);
  }
}
