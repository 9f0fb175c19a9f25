import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import { recordOf, type SeenRun } from "#test/chaos/world/simulated-world.ts";
import { type Expectation, unsaid } from "./judge-wishes.ts";
import { plain } from "./plain.ts";
import { claim } from "./violation.ts";

interface Amid {
  readonly run: SeenRun;
  /** What an undisturbed run would have led to before the directory changed, and after each change. */
  readonly expected: readonly Expectation[];
  /** What it would have led to without the people who were changed: a run may see them in neither of two lists. */
  readonly unseen: Expectation;
  /** `userId`s of people who were changed: of them a run may see a part of the old and a part of the new. */
  readonly isChanged: (user: Item) => boolean;
  /** A sub-account became readable or unreadable: a second reading with a gap proves nobody's absence. */
  readonly hasGap: boolean;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
}

/**
 * Checks a run during which the directory changed: whoever was not concerned is as if nothing had happened, and whoever
 * was is, attribute by attribute, as before or as after the change, or left alone: who is in neither of the lists that
 * were read waits for the next run. @throws Violation
 */
export function checkRosterAmidChange({ run, expected, unseen, isChanged, hasGap, before, after }: Amid): void {
  const was = new Map(before.map((item) => [item["userId"], item]));
  for (const item of after) {
    const userId = String(item["userId"]);
    const expectations = isChanged(item) ? expected : [...expected, unseen];
    const wanted = expectations.map(
      ({ users, mayAppear }) => users.get(userId) ?? (mayAppear(userId) ? "anything" : {}),
    );
    if (wanted.includes("anything")) continue;
    const leftAlone = isChanged(item) || hasGap ? [was.get(item["userId"]) ?? {}] : [];
    for (const attribute of isChanged(item) ? looselyCompared : compared) {
      const possible = [...wanted, ...leftAlone].map((user) => (user as Item)[attribute]);
      if (possible.includes(unsaid)) continue;
      const allowed = possible.map(plain);
      claim("the roster is the oracle's, before or after a change", allowed.includes(plain(item[attribute])), () => {
        return `${run.name} ${userId} ${attribute}: is ${plain(item[attribute])}, expected one of ${allowed.join(", ")}`;
      });
    }
  }
}

interface Compared {
  readonly run: SeenRun;
  readonly expected: Expectation;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
}

const compared = changeableAttributes;

/** Of somebody who changed seats meanwhile, role and link may be put together from both. */
const looselyCompared = ["firstName", "lastName", "email", "status", "activityId"] as const;

/** Checks that an undisturbed run led to the roster that the oracle expects, and reported what it expects. @throws Violation */
export function checkRoster({ run, expected, before, after }: Compared): void {
  const record = recordOf(run);
  const status = record?.status ?? "failed";
  const was = new Map(before.map((item) => [item["userId"], item]));
  const describe = (userId: unknown, is: unknown, wanted: unknown) =>
    `${run.name} (${record?.runId}) ${userId}: is ${JSON.stringify(is)}, expected ${JSON.stringify(wanted)}, was ${JSON.stringify(was.get(userId))}`;
  for (const item of after) {
    const wanted = expected.users.get(String(item["userId"]));
    if (wanted === "anything" || (wanted === undefined && expected.mayAppear(String(item["userId"])))) continue;
    claim("the roster is the oracle's", wanted !== undefined, () => describe(item["userId"], item, undefined));
    for (const [attribute, value] of Object.entries(wanted ?? {}).filter(([name]) =>
      (compared as readonly string[]).includes(name),
    )) {
      const same = value === unsaid || plain(item[attribute]) === plain(value);
      claim(
        "the roster is the oracle's",
        same,
        () => `${attribute}: ${describe(item["userId"], item[attribute], value)}`,
      );
    }
  }
  const missing = [...expected.users].filter(
    ([userId, wanted]) => wanted !== "anything" && !after.some((item) => item["userId"] === userId),
  );
  claim(
    "the roster is the oracle's",
    missing.length === 0,
    () => `missing: ${JSON.stringify(missing)} after ${run.name}, which said ${JSON.stringify(record?.reasons)}`,
  );
  claim("the status is the oracle's", expected.status === undefined || status === expected.status, () => {
    return `${run.name}: is ${status} ${JSON.stringify(record?.reasons)}, expected ${expected.status}`;
  });
}

/** Checks that what a run keeps on record as held is what the oracle would hold. @throws Violation */
export function checkHeld(
  run: SeenRun,
  { expected, held = new Set() }: { readonly expected: Expectation; readonly held: ReadonlySet<string> | undefined },
): void {
  const list = expected.held;
  if (list === undefined) return;
  const missing = [...list.must].filter((key) => !held.has(key));
  const foreign = [...held].filter((key) => !list.must.has(key) && !list.may.has(key));
  claim("the held list is the oracle's", missing.length + foreign.length === 0, () =>
    JSON.stringify({ run: run.name, runId: recordOf(run)?.runId, missing, foreign, reasons: recordOf(run)?.reasons }),
  );
}
