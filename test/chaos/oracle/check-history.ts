import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import { plain } from "./plain.ts";
import { claim } from "./violation.ts";

/** The change records of a run. */
type Records = (runId: string) => Promise<readonly Item[]>;

interface Unchecked {
  readonly writes: readonly RosterWrite[];
  readonly runIds: Iterable<string>;
  /** Runs that ended before they had come to every intent, and say so. */
  readonly stopped?: ReadonlySet<string>;
}

/**
 * Checks that every write to the roster but upkeep has exactly one record, with what the user was before and after, and that
 * no record tells of a write that was not made. For when no run is going on and no killed one is still to be closed.
 * @throws Violation
 */
export async function checkHistory({ writes, runIds, stopped }: Unchecked, recordsOf: Records): Promise<void> {
  const written = new Map<string, RosterWrite[]>();
  for (const write of writes) {
    const runId = String(write.after?.["lastRunId"]);
    written.set(runId, [...(written.get(runId) ?? []), write]);
  }
  for (const runId of new Set([...written.keys(), ...runIds])) {
    const records = (await recordsOf(runId)).filter(({ mode }) => mode === "apply");
    const open = records.filter(({ outcome }) => outcome === "planned");
    claim("no intent stays open", open.length === 0 || stopped?.has(runId) === true, () => `${runId}: ${open.length}`);
    const applied = records.filter(({ outcome }) => outcome === "applied");
    const own = (written.get(runId) ?? []).filter((write) => !isUpkeep(write));
    for (const write of own) {
      const about = applied.filter(({ userId }) => userId === write.userId);
      claim(
        "every roster change has exactly one record",
        about.length === 1,
        () => `${runId} ${write.userId}: ${about.length}`,
      );
      for (const record of about) checkRecord(record, write);
    }
    const unmade = applied.filter(({ userId }) => !own.some((write) => write.userId === userId));
    claim("every applied record is a roster change", unmade.length === 0, () => `${runId} ${JSON.stringify(unmade)}`);
    const held = records.filter(({ outcome }) => outcome === "held");
    const despite = held.find((record) =>
      own.some((write) => write.userId === record["userId"] && isCarriedOut(record, write)),
    );
    claim("held means held", despite === undefined, () => `${runId} ${despite?.["userId"]}`);
  }
}

/** What every write brings along. */
const bookkeeping = new Set(["version", "updatedAt", "updatedBy", "lastRunId"]);

/** A write of nothing but where somebody was last seen, or under which names, which is no change (design 4.6). */
function isUpkeep({ before, after }: RosterWrite): boolean {
  if (before === undefined || after === undefined) return false;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !bookkeeping.has(name));
  const changed = names.filter((name) => plain(before[name]) !== plain(after[name]));
  return changed.length > 0 && changed.every((name) => name === "groups" || name === "seen");
}

function checkRecord(record: Item, { userId, before, after }: RosterWrite): void {
  const told = { before: record["before"] as Item, after: record["after"] as Item };
  for (const attribute of changeableAttributes) {
    const [was, is] = [plain(before?.[attribute]), plain(after?.[attribute])];
    if (was === is && record["kind"] !== "create") continue;
    const right = plain(told.after[attribute]) === is && plain(told.before[attribute]) === was;
    claim("a record says what was before and after", right, () => {
      return `${userId} ${attribute}: ${was} -> ${is}, recorded ${plain(told.before[attribute])} -> ${plain(told.after[attribute])}`;
    });
  }
}

/** Whether a write did what a held record was to do; other attributes of the same user may change. */
function isCarriedOut(record: Item, { before, after }: RosterWrite): boolean {
  const wanted = record["after"] as Item;
  return changeableAttributes.some(
    (name) =>
      (name === "role" || name === "status") &&
      Object.hasOwn(wanted, name) &&
      plain(before?.[name]) !== plain(wanted[name]) &&
      plain(after?.[name]) === plain(wanted[name]),
  );
}
