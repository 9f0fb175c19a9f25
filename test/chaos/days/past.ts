import type { Decided, Past } from "#test/chaos/oracle/past.ts";
import { isSettlingInAt, recentOf } from "#test/chaos/oracle/past.ts";
import { entryOf, type HeldEntry } from "#test/chaos/oracle/risky-parts.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SimulatedTables } from "#test/chaos/world/simulated-tables.ts";

const hourMs = 3_600_000;
const approvalMs = 72 * hourMs;
const refusalMs = 30 * 24 * hourMs;

type Moment = Pick<Past, "nowMs" | "looseMs">;

/** What is on record of the time before, at one moment. */
export interface KnownPast {
  readonly at: (moment: Moment) => Past;
  /** When decisions begin or end, in ms since the epoch. */
  readonly turns: readonly number[];
  /** Run records by their ids. */
  readonly records: ReadonlyMap<string, Item>;
}

/** Reads what earlier runs and people's decisions have left. */
export async function readPast(tables: SimulatedTables): Promise<KnownPast> {
  const runs = await tables.history("run#");
  const [schedule] = await tables.history("schedule");
  const applied = runs.filter(({ mode }) => mode === "apply");
  const last = applied.findLast(({ trigger, heldDigest }) => trigger !== "undo" && heldDigest !== undefined);
  // What was refused is asked again when the refusal is over or taken back.
  const held =
    last === undefined ? [] : await keptBackOf({ runId: String(last["runId"]), outcomes: ["held", "refused"] }, tables);
  const counted = applied.map(({ startedAt, risky = {} }) => ({
    startedMs: Date.parse(String(startedAt)),
    counts: risky as Readonly<Record<string, number>>,
  }));
  const items = await tables.approvals();
  const lists = new Map<string, readonly HeldEntry[]>();
  for (const { entry } of items) {
    const runId = String(entry).split("#")[1] ?? "";
    lists.set(runId, await heldOf(runId, tables));
  }
  const byId = new Map(runs.map((run) => [String(run["runId"]), run]));
  return {
    records: byId,
    at: (moment) => ({
      ...moment,
      held,
      decided: items.flatMap((item) => decidedBy(item, { nowMs: moment.nowMs, lists, byId })),
      recent: recentOf(counted, moment),
      isSettlingIn: isSettlingInAt(schedule?.["settledAt"] as string | undefined, moment),
      read: new Set((schedule?.["readSubAccounts"] ?? []) as readonly string[]),
    }),
    turns: items.flatMap(({ at }) => {
      const made = Date.parse(String(at));
      return [made, made + approvalMs, made + refusalMs];
    }),
  };
}

/** The held list of a run. */
export function heldOf(runId: string, tables: SimulatedTables): Promise<readonly HeldEntry[]> {
  return keptBackOf({ runId, outcomes: ["held"] }, tables);
}

async function keptBackOf(
  { runId, outcomes }: { readonly runId: string; readonly outcomes: readonly unknown[] },
  tables: SimulatedTables,
): Promise<readonly HeldEntry[]> {
  const records = await tables.history(`change#${runId}#`);
  return records.filter(({ mode, outcome }) => mode === "apply" && outcomes.includes(outcome)).map(entryOf);
}

interface Known {
  readonly nowMs: number;
  readonly lists: ReadonlyMap<string, readonly HeldEntry[]>;
  readonly byId: ReadonlyMap<string, Item>;
}

function decidedBy(item: Item, { nowMs, lists, byId }: Known): readonly Decided[] {
  const [kind, runId = ""] = String(item["entry"]).split("#");
  const list = lists.get(runId) ?? [];
  const age = nowMs - Date.parse(String(item["at"]));
  // Void is what has no instant or one that has not come yet, and what is about another list.
  if (!(age >= 0) || item["digest"] !== byId.get(runId)?.["heldDigest"] || list.length === 0) return [];
  const { userIds, except, usedBy, restOpen } = item;
  const isNamed = ({ userId }: HeldEntry) =>
    Array.isArray(userIds) ? userIds.includes(userId) : !(Array.isArray(except) && except.includes(userId));
  const named = list.filter(isNamed);
  if (kind === "refusal") return age < refusalMs ? [{ approved: [], refused: named, isUnused: false }] : [];
  const use = usedBy === undefined ? "unused" : useOf(byId.get(usedBy as string));
  const isOver = age >= approvalMs || use === "spent";
  const rest = age < refusalMs && restOpen !== true ? list.filter((entry) => !isNamed(entry)) : [];
  return [
    {
      isUnused: use === "unused",
      approved: isOver ? [] : named,
      // Whether it goes on for what the run could not change is not said: both words leave it open.
      refused: [...rest, ...(!isOver && use === "open" ? named : [])],
    },
  ];
}

/** What the run that used an approval has left of it. */
function useOf(run: Item | undefined): "free" | "spent" | "open" {
  const { finishedAt, status, reasons = [], changes } = run ?? {};
  if (finishedAt === undefined || status === "failed") return "free";
  if ((reasons as readonly Item[]).some(({ code }) => code === "OUT_OF_TIME")) return "free";
  return Number((changes as Item | undefined)?.["failed"] ?? 0) > 0 ? "open" : "spent";
}
