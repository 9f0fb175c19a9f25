import { claim } from "#test/chaos/oracle/violation.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import { recordOf, type SeenRun } from "#test/chaos/world/simulated-world.ts";
import { checkScopes } from "./check-scopes.ts";
import type { ExpectedEnd } from "./expected-end.ts";
import type { FaultCase } from "./fault-case.ts";
import type { Reference } from "./play-case.ts";

interface Seen {
  readonly run: SeenRun;
  /** The roster after the run. */
  readonly after: readonly Item[];
  readonly history: readonly Item[];
  readonly expected: ExpectedEnd;
  readonly one: FaultCase;
}

/** Checks how a disturbed run ended. Returns the number of users of whom the design says more than one thing. */
export function checkEnd(seen: Seen, reference: Reference): number {
  const { run, expected, after, one } = seen;
  const wanted = reference.run;
  checkRecord(seen);
  if ("sent" in expected && expected.sent !== undefined) {
    const sent = run.calls.filter(({ name }) => name === one.name).length;
    claim("a login is tried as often as it may be", sent === expected.sent, () => `${sent} times ${one.name}`);
  }
  switch (expected.kind) {
    case "undisturbed":
      claim(
        "the run ends as if undisturbed",
        endOf(run) === endOf(wanted),
        () => `${endOf(run)}, not ${endOf(wanted)}`,
      );
      checkMade(run.writes, wanted.writes);
      return 0;
    case "lease in danger": {
      const isLost = run.end.kind === "rejected" && run.end.error.name === "INTERNAL";
      claim("the run ends as if undisturbed, or without its lease", isLost || endOf(run) === endOf(wanted), () =>
        endOf(run),
      );
      // Nothing is written once it is lost, which may be amid the writes.
      const made = new Set(run.writes.map(({ userId }) => userId));
      checkMade(run.writes, isLost ? wanted.writes.filter(({ userId }) => made.has(userId)) : wanted.writes);
      return 1;
    }
    case "failed": {
      const is = run.end.kind === "rejected" ? run.end.error.name : endOf(run);
      claim("the run fails with the right code", is === expected.code, () => `${is}, not ${expected.code}`);
      checkMade(run.writes, wanted.writes.slice(0, expected.writes));
      return 0;
    }
    case "changes failed": {
      const kept = wanted.writes.filter((_, index) => !expected.writes.includes(index));
      const record = recordOf(run);
      const isTold = record?.reasons.some(({ code }) => code === "CHANGE_FAILED") ?? false;
      claim("a change that failed is told", isTold && record?.status === "partial", () => endOf(run));
      const failed = record?.changes.failed;
      claim("one bad user fails alone", failed === expected.writes.length, () => `${failed} failed`);
      checkMade(run.writes, kept);
      return 0;
    }
    case "out of time": {
      const record = recordOf(run);
      const isTold = record?.reasons.some(({ code }) => code === "OUT_OF_TIME") ?? false;
      claim("a run that is throttled to its end is told", isTold && record?.status !== "succeeded", () => endOf(run));
      // What would have come after the throttled ones is not begun.
      const kept = wanted.writes.filter(
        ({ userId }, index) => !expected.writes.includes(index) && run.writes.some((made) => made.userId === userId),
      );
      checkMade(run.writes, kept);
      return 0;
    }
    case "scopes":
      checkTold(run, { expected, wanted });
      return checkScopes(
        { before: byId(reference.before), undisturbed: byId(reference.after), after: byId(after) },
        {
          unread: expected.unread,
          wemAccess: reference.start.settings["wemAccess"] === "ringex-permission" ? "ringex-permission" : "ringcx",
        },
      );
    case "died":
      claim("the process is gone", run.end.kind === "died", () => endOf(run));
      checkMade(run.writes, wanted.writes.slice(0, Math.max(expected.writes, run.writes.length)));
      return 0;
  }
}

/** Where the history could be written, it holds the run as it was told. */
function checkRecord({ run, history, one, expected }: Seen): void {
  if (one.kind === "kill") return;
  if (one.name.startsWith("dynamodb") && (expected.kind === "failed" || one.span === "outage")) return;
  const record = history.findLast(
    ({ entry, startedAt }) => String(entry).startsWith("run#") && startedAt === new Date(run.startedAt).toISOString(),
  );
  const reasons = (record?.["reasons"] ?? []) as readonly { readonly code: string }[];
  const told = run.end.kind === "rejected" ? ["failed", run.end.error.name] : undefined;
  const stored = told === undefined ? record?.["status"] : [record?.["status"], reasons.at(-1)?.code].join();
  const status = run.end.kind === "resolved" ? run.end.record.status : told?.join();
  claim("the record says how the run ended", stored === status, () => `${JSON.stringify(record)}, not ${status}`);
}

function checkTold(
  run: SeenRun,
  { expected, wanted }: { readonly expected: ExpectedEnd & { readonly kind: "scopes" }; readonly wanted: SeenRun },
): void {
  const { first, second } = expected.unread;
  const record = recordOf(run);
  const unreadable = (record?.reasons ?? []).filter(({ code }) => code === "SCOPE_UNREADABLE");
  const scopes = new Set(unreadable.map(({ details }) => String(details?.["scope"])));
  const isTold = scopes.isSupersetOf(first) && scopes.isSubsetOf(first.union(second)) && scopes.size > 0;
  claim("an unreadable scope is told, and no other", isTold, () => `${[...scopes]} ${endOf(run)}`);
  const codes = new Set(record?.reasons.map(({ code }) => code));
  const isHeld = [...codes].some((code) => code.endsWith("_HELD"));
  const status = isHeld ? "held" : "partial";
  claim("a run with an unreadable scope is partial", record?.status === status, () => endOf(run));
  const usual = new Set(wanted.end.kind === "resolved" ? wanted.end.record.reasons.map(({ code }) => code) : []);
  const more = [...codes].filter((code) => code !== "SCOPE_UNREADABLE" && !usual.has(code));
  claim("nothing else is told", more.length === 0, () => more.join());
}

/** The same users were written to, and in the same way. */
function checkMade(is: readonly RosterWrite[], wanted: readonly RosterWrite[]): void {
  const shown = (writes: readonly RosterWrite[]) =>
    writes
      .map(({ userId, after }) => {
        const { updatedAt: _, createdAt: __, lastRunId: ___, deactivatedAt: ____, ...user } = after ?? {};
        return `${userId} ${JSON.stringify(user, Object.keys(user).toSorted())}`;
      })
      .toSorted()
      .join("\n");
  claim("the roster is changed as it has to be", shown(is) === shown(wanted), () => {
    return `${JSON.stringify(is.map(({ userId }) => userId))}, not ${JSON.stringify(wanted.map(({ userId }) => userId))}`;
  });
}

function endOf({ end }: SeenRun): string {
  switch (end.kind) {
    case "died":
      return "died";
    case "rejected":
      return `failed ${end.error.name}`;
    case "resolved":
      return `${end.record.status} ${end.record.reasons.map(({ code }) => code).join()} ${JSON.stringify(end.record.changes)}`;
  }
}

function byId(roster: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(roster.map((user) => [String(user["userId"]), user]));
}
