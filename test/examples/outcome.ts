import { userId } from "#shared/domain/ids.ts";
import type { Change, Conflict, Outcome } from "#shared/domain/roster/change.ts";
import type { Profile, RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { ExampleData, ExpectedRecord } from "./example.ts";
import { profileOf } from "./example-past.ts";
import { rosterAfter } from "./example-roster.ts";

/** A change or conflict with what became of it. */
export type RecordedOutcome = (
  | Pick<Change, "kind" | "userId" | "sourceId" | "before" | "after" | "reason">
  | Conflict
) & { readonly outcome: Outcome };

/** What came out of an example, by whichever way it was run. */
export interface ExampleOutcome {
  readonly status: string;
  readonly reasons: readonly string[];
  readonly alerts: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly records: readonly RecordedOutcome[];
  readonly roster: readonly RosterUser[];
}

/** An outcome in a form that can be compared and printed: sorted, absent attributes as `null`, zeros left out. */
export function comparable(run: ExampleOutcome): object {
  return {
    status: run.status,
    reasons: [...new Set(run.reasons)].sort(),
    alerts: run.alerts.toSorted(),
    counts: withoutZeros(run.counts),
    records: run.records.map(shown).sort(byText),
    roster: byId(run.roster),
  };
}

/** The same form of what an example expects. */
export function expectedOutcome(example: ExampleData): object {
  const { status, reasons, alerts, counts, records } = example.expect;
  const roster = rosterAfter(example);
  const users = new Map<string, RosterUser>(roster.map((user) => [user.userId, user]));
  return {
    status,
    reasons: reasons.toSorted(),
    alerts: alerts.toSorted(),
    counts: withoutZeros(counts),
    records: records.map((record) => expectedRecord(record, users)).sort(byText),
    roster: byId(roster),
  };
}

/** Each reason that an example expects words of, with these words; a missing record has no reason. */
export function statedReasons(records: readonly RecordedOutcome[], example: ExampleData) {
  return example.expect.records.flatMap(({ because, kind, user, person, outcome }) => {
    if (because === undefined) return [];
    const found = records.find(
      (record) =>
        record.kind === kind &&
        record.outcome === outcome &&
        (user === undefined ? record.sourceId === person : record.userId === user),
    );
    return [{ because, reason: found?.reason ?? "" }];
  });
}

/** What an example expects to be kept up, and what was. */
export function keptUp({ roster }: ExampleOutcome, { expect: { keptUp: expected } }: ExampleData) {
  const users = new Map(roster.map((user) => [user.userId, user]));
  const actual = Object.entries(expected).map(([id, facts]) => {
    const user: Readonly<Record<string, unknown>> = { ...users.get(userId(id)) };
    return [id, Object.fromEntries(Object.keys(facts).map((name) => [name, user[name]]))];
  });
  return { actual: Object.fromEntries(actual), expected };
}

function shown(record: RecordedOutcome): object {
  const { kind, userId = null, outcome } = record;
  if (record.kind === "conflict") return { kind, about: record.sourceId ?? userId, outcome };
  return { kind, user: userId, outcome, before: plain(record.before), after: plain(record.after) };
}

function expectedRecord(record: ExpectedRecord, users: ReadonlyMap<string, RosterUser>): object {
  const { kind, user = null, person = null, outcome, before } = record;
  if (kind === "conflict") return { kind, about: person ?? user, outcome };
  return { kind, user, outcome, before: plain(profileOf(before)), after: afterOf(record, users) };
}

function afterOf({ kind, user, after }: ExpectedRecord, users: ReadonlyMap<string, RosterUser>): object {
  if (kind !== "create") return plain(profileOf(after ?? {}));
  if (after !== undefined) return plain({ ...profileOf(after), userId: user === undefined ? user : userId(user) });
  const created = users.get(user ?? "");
  if (created === undefined) throw new Error(`the create of ${user} has neither an "after" nor a user in the roster`);
  const { version: _, ...profile } = created;
  return plain(profile);
}

/** What is kept up with every change and says nothing about it: the examples do not write it down. */
const upkeep: readonly string[] = ["groups", "seen"];

/** Absent attributes as `null`, lists in order, without upkeep. */
function plain(profile: Profile): Record<string, unknown> {
  const value = (one: unknown) => (Array.isArray(one) ? one.toSorted() : (one ?? null));
  const told = Object.entries(profile).filter(([key]) => !upkeep.includes(key));
  return Object.fromEntries(told.map(([key, one]) => [key, value(one)]));
}

function byId(roster: readonly RosterUser[]): Record<string, unknown> {
  const users = roster.map(({ version: _, deactivatedAt: __, ...user }): [string, unknown] => [
    user.userId,
    plain(user),
  ]);
  return Object.fromEntries(users.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutZeros(counts: Readonly<Record<string, number | undefined>>) {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function byText(left: object, right: object): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
