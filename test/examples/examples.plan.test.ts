import { expect, test } from "vitest";
import type { Profile, RosterUser } from "#shared/domain/roster-user.ts";
import { signature } from "#shared/domain/safeguards.ts";
import type { ExampleData, ExpectedRecord } from "./example.ts";
import { rosterAfter, rosterBefore } from "./example-roster.ts";
import { loadExamples } from "./load-examples.ts";
import type { Outcomes } from "./plan-example.ts";
import { planExample, profileOf } from "./plan-example.ts";

const examples = loadExamples();

test.each(examples.map(({ file, data }) => [file, data.rule, data] as const))("%s: %s", (_file, _rule, example) => {
  const before = rosterBefore(example);
  const run = planExample(example, before);

  expect({
    status: run.status,
    reasons: run.reasons,
    alerts: run.alerts,
    counts: Object.fromEntries(Object.entries(run.counts).filter(([, count]) => count !== 0)),
    records: run.records.map(shown).sort(byText),
    roster: byId(run.roster),
  }).toEqual({
    status: example.expect.status,
    reasons: example.expect.reasons.toSorted(),
    alerts: example.expect.alerts.toSorted(),
    counts: Object.fromEntries(Object.entries(example.expect.counts).filter(([, count]) => count !== 0)),
    records: example.expect.records.map((record) => expectedRecord(record, example)).sort(byText),
    roster: byId(rosterAfter(example)),
  });
  for (const [index, record] of matched(run.records, example))
    expect(record.reason).toContain(example.expect.records[index]?.because);

  // Nobody is written without a record, and nobody has a record without being written.
  const written = run.roster.filter(
    ({ userId, version }) => version !== before.find((user) => user.userId === userId)?.version,
  );
  const recorded = run.records.filter(({ outcome }) => outcome === "applied").map(({ userId }) => userId ?? "");
  expect(written.map(({ userId }) => userId).sort()).toEqual(recorded.sort());

  const heldBefore = new Set(run.guarded.held.map(signature));
  const again = planExample({ ...example, approvals: [] }, run.roster);
  if (run.status !== "failed" && example.settings.mode !== "plan") {
    expect(again.guarded.apply, "planning again changes nothing").toEqual([]);
    expect(again.guarded.held.map(signature).filter((held) => !heldBefore.has(held))).toEqual([]);
  }
  expect(planExample(backwards(example), before.toReversed()).digest, "order does not matter").toBe(run.digest);
});

/** A record in a form that can be compared and printed. */
function shown(record: Outcomes): object {
  const { kind, userId = null, outcome } = record;
  if (record.kind === "conflict") return { kind, about: record.sourceId ?? userId, outcome };
  return { kind, user: userId, outcome, before: plain(record.before), after: plain(record.after) };
}

function expectedRecord(record: ExpectedRecord, example: ExampleData): object {
  const { kind, user = null, person = null, outcome, before } = record;
  if (kind === "conflict") return { kind, about: person ?? user, outcome };
  return { kind, user, outcome, before: plain(profileOf(before)), after: afterOf(record, example) };
}

function afterOf({ kind, user, after }: ExpectedRecord, example: ExampleData): object {
  if (after !== undefined || kind !== "create") return plain(profileOf(after ?? {}));
  const created = rosterAfter(example).find(({ userId }) => userId === user);
  if (created === undefined) throw new Error(`the create of ${user} has neither an "after" nor a user in the roster`);
  const { userId: _, version: __, ...profile } = created;
  return plain(profile);
}

/** Each expected record that states words of its reason, beside the record that it describes. */
function matched(records: readonly Outcomes[], example: ExampleData): [number, Outcomes][] {
  return example.expect.records.flatMap((wanted, index): [number, Outcomes][] => {
    if (wanted.because === undefined) return [];
    const found = records.find(
      ({ kind, userId, sourceId }) =>
        kind === wanted.kind && (wanted.user === undefined ? sourceId === wanted.person : userId === wanted.user),
    );
    return found === undefined ? [] : [[index, found]];
  });
}

/** Absent attributes as `null`, lists in order. */
function plain(profile: Profile): Record<string, unknown> {
  const value = (one: unknown) => (Array.isArray(one) ? one.toSorted() : (one ?? null));
  return Object.fromEntries(Object.entries(profile).map(([key, one]) => [key, value(one)]));
}

function byId(roster: readonly RosterUser[]): Record<string, unknown> {
  const users = roster.map(({ version: _, ...user }): [string, unknown] => [user.userId, plain(user)]);
  return Object.fromEntries(users.filter(([id]) => id !== "").sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byText(left: object, right: object): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

/** The same directory with every list in the opposite order. */
function backwards(example: ExampleData): ExampleData {
  if ("undo" in example) return example;
  const { administrators, subAccounts } = example.directory;
  const turned = Object.entries(subAccounts).map(([id, groups]) => [
    id,
    Object.fromEntries(
      Object.entries(groups).map(([group, agents]: [string, unknown]) => [
        group,
        Array.isArray(agents) ? agents.toReversed() : agents,
      ]),
    ),
  ]);
  return {
    ...example,
    directory: {
      ...example.directory,
      administrators: Array.isArray(administrators) ? administrators.toReversed() : administrators,
      subAccounts: Object.fromEntries(turned) as typeof subAccounts,
    },
  };
}
