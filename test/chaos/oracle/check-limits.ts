import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import { limitOf } from "./limits.ts";
import { isExempt, type Past, wordAbout } from "./past.ts";
import { type Counts, isAbout, type Kind, kinds, partsOf, type Wish } from "./risky-parts.ts";
import { claim } from "./violation.ts";

interface Circumstances {
  /** At the start of the run, and after each thing that happened meanwhile. */
  readonly pasts: readonly Past[];
  /** After the run. */
  readonly left: Past;
  readonly settings: readonly (Settings | undefined)[];
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  /** Everybody in the directory. */
  readonly people: number;
  /** Run records after the run. */
  readonly records: ReadonlyMap<string, Item>;
  /** Nothing disturbed the run. */
  readonly isCalm: boolean;
  /** Nor did anything happen meanwhile. */
  readonly isAlone: boolean;
}

interface Played {
  readonly startedMs: number;
  readonly counts: Counts;
  readonly limits: Counts;
}

const windowMs = 7 * 86_400_000;

/** Of what an undo takes back only this is limited. */
const limitedOfUndo: readonly Kind[] = ["deactivate", "gain-administrator"];

/** Claims about risky changes over the whole history, whatever disturbed the runs (design 4.5). */
export class RiskyChanges {
  readonly #played: Played[] = [];

  /** Notes what a run wrote. @throws Violation */
  ended(run: SeenRun, told: Circumstances): void {
    for (const [runId, writes] of Map.groupBy(run.writes, ({ after }) => String(after?.["lastRunId"])))
      this.#checkCounts({ run, runId, writes }, told);
    checkLastAdministrator(run, told);
    checkUse(run, told);
    const isUndo = run.event["trigger"] === "undo";
    const counts = countsOf(run.writes, { ...told, isUndo });
    this.#played.push({ startedMs: run.startedAt, counts: counts.least, limits: limitsOf(told) });
    this.#checkWindow(run, told);
  }

  /** What later runs count is never less than what was changed. */
  #checkCounts(
    { run, runId, writes }: { readonly run: SeenRun; readonly runId: string; readonly writes: readonly RosterWrite[] },
    told: Circumstances,
  ): void {
    const record = told.records.get(runId);
    const recorded = (record?.["risky"] ?? {}) as Counts;
    const { least, most } = countsOf(writes, { ...told, isUndo: record?.["trigger"] === "undo" });
    for (const kind of kinds) {
      const count = recorded[kind] ?? 0;
      const isRight = count >= (least[kind] ?? 0) && (!told.isCalm || count <= (most[kind] ?? 0));
      claim("a run's record counts its risky changes", isRight, () =>
        JSON.stringify({ run: run.name, runId, kind, recorded, least, most }),
      );
    }
  }

  #checkWindow(run: SeenRun, { pasts }: Circumstances): void {
    const looseMs = Math.max(...pasts.map((past) => past.looseMs));
    const within = this.#played.filter(({ startedMs }) => startedMs > run.startedAt - windowMs + looseMs);
    for (const kind of kinds) {
      const sum = within.reduce((total, { counts }) => total + (counts[kind] ?? 0), 0);
      const most = 2 * Math.max(...within.map(({ limits }) => limits[kind] ?? 0));
      claim("no more than the window allows without an approval", sum <= most, () =>
        JSON.stringify({ run: run.name, kind, sum, most, counts: within.map(({ counts }) => counts[kind] ?? 0) }),
      );
    }
  }
}

function limitsOf({ settings, before, after, people }: Circumstances): Counts {
  const valid = settings.filter((one) => one !== undefined);
  const linked = Math.max(
    ...[before, after].map((roster) => roster.filter(({ sourceId }) => sourceId !== undefined).length),
  );
  const of = Math.max(linked, people);
  const limits = kinds.map((kind) => [kind, Math.max(0, ...valid.map((one) => limitOf(kind, { of, settings: one })))]);
  // What is always held is never applied without an approval.
  return { ...Object.fromEntries(limits), link: 0 };
}

type Counting = Pick<Circumstances, "pasts"> & { readonly isUndo: boolean };

/** How many of each kind were written without an approval: those that count for sure, and with those that may. */
function countsOf(writes: readonly RosterWrite[], { pasts, isUndo }: Counting): { least: Counts; most: Counts } {
  const least: { [Name in Kind]?: number } = {};
  const most: { [Name in Kind]?: number } = {};
  for (const write of writes) {
    const wish = wishOf(write);
    const [first] = pasts;
    if (wish === undefined || first === undefined) continue;
    for (const part of partsOf(wish, first)) {
      const about = { wish, part };
      const words = pasts.map((past) => wordAbout(about, past));
      const exempt = pasts.map((past) => isExempt(about, past));
      const isSure = !words.includes("approved") && !words.includes("open") && exempt.every((is) => is === false);
      const isPossible = !words.every((word) => word === "approved") && !exempt.every((is) => is === true);
      for (const kind of part.kinds) {
        const isLimited = !isUndo || limitedOfUndo.includes(kind);
        if (isSure && isLimited) least[kind] = (least[kind] ?? 0) + 1;
        if (isPossible) most[kind] = (most[kind] ?? 0) + 1;
      }
    }
  }
  return { least, most };
}

/** What a write did, as a wish. */
function wishOf({ userId, before, after }: RosterWrite): Wish | undefined {
  if (after === undefined) return undefined;
  if (before === undefined) return { userId, before, after, how: "new" };
  if (before["status"] === "Active" && after["status"] === "Inactive") return { userId, before, after, how: "leaves" };
  return { userId, before, after, how: before["sourceId"] === after["sourceId"] ? "own" : "given" };
}

/** Whoever applies something under an approval says so on it. */
function checkUse({ name, writes }: SeenRun, { pasts, left }: Circumstances): void {
  const unused = left.decided.flatMap(({ approved, isUnused }) => (isUnused ? approved : []));
  for (const write of writes) {
    const wish = wishOf(write);
    const parts = wish === undefined ? [] : pasts.slice(0, 1).flatMap((past) => partsOf(wish, past));
    const isNoted = parts.every(
      (part) => wish === undefined || !unused.some((entry) => isAbout(entry, { wish, part })),
    );
    claim("a used approval is noted as used", isNoted, () => `${name} ${write.userId}`);
  }
}

function checkLastAdministrator({ name, writes }: SeenRun, { before, after, pasts, isAlone }: Circumstances): void {
  const isHolder = (user: Item | undefined) =>
    user?.["role"] === "Administrator" && user["status"] === "Active" && user["sourceId"] !== undefined;
  if (!before.some(isHolder) || after.some(isHolder) || !isAlone) return;
  const taken = writes.filter((write) => isHolder(write.before) && !isHolder(write.after));
  const isApproved = (write: RosterWrite): boolean => {
    const wish = wishOf(write);
    if (wish === undefined) return false;
    return pasts.some((past) =>
      partsOf(wish, past).some((part) => ["approved", "open"].includes(wordAbout({ wish, part }, past))),
    );
  };
  claim(
    "the last Administrator stays",
    taken.every(isApproved),
    () => `${name}: ${taken.map(({ userId }) => userId).join()}`,
  );
}
