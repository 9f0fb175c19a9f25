import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { UserId } from "#shared/domain/ids.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { formatNoChange } from "#shared/domain/plan/decision.ts";
import type { Plan } from "#shared/domain/plan/plan.ts";
import { plan, planDigest } from "#shared/domain/plan/plan.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { applyLimits } from "#shared/domain/safeguards/limits.ts";
import { only, riskyParts } from "#shared/domain/safeguards/risky-parts.ts";
import { exclusionsOf } from "#shared/domain/scope/exclusions.ts";
import { storiesOf } from "#shared/operator/story.ts";
import { applyChanges } from "#test/fixtures/apply-changes.ts";
import type { World } from "#test/fixtures/arbitraries.ts";
import { droppedScope, subAccounts, world } from "#test/fixtures/arbitraries.ts";
import { decided, nothingBefore, now } from "./limited.ts";

/** More with PROPERTY_RUNS=20000, when the plan has been changed. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) };

function expectForEvery(property: (given: World, planned: Plan) => void): void {
  fc.assert(
    fc.property(world, (given) => property(given, plan(given))),
    runs,
  );
}

describe("the plan of any directory and any roster", () => {
  test("is empty once it has been applied", () => {
    expectForEvery(({ decisions: _, ...given }) => {
      const { changes } = plan(given);
      expect(plan({ ...given, roster: applyChanges(given.roster, changes) }).changes).toEqual([]);
    });
  });

  test("is empty after as many nights as there are decisions, since what one settles may settle another conflict", () => {
    expectForEvery((given, { changes }) => {
      let roster = applyChanges(given.roster, changes);
      for (const _decision of given.decisions) roster = applyChanges(roster, plan({ ...given, roster }).changes);
      expect(plan({ ...given, roster }).changes).toEqual([]);
    });
  });

  test("gives every active agent of a completely read directory an Active user, unless a record says why not", () => {
    expectForEvery((given, { changes, conflicts, decided }) => {
      const { ignoredPeople, pilotPeople, wemAccess } = given.settings;
      if (ignoredPeople.length + pilotPeople.length > 0 || wemAccess !== "ringcx" || !isComplete(given)) return;
      const after = applyChanges(given.roster, changes);
      const protectedUsers = given.roster.filter((user) =>
        exclusionsOf(given.settings, given.roster).isProtected(user),
      );
      if (protectedUsers.length > 0) return;
      for (const rcUserId of agentsIn(given.reading)) {
        if (conflicts.some(({ sourceId }) => sourceId === `rc:${rcUserId}`)) continue;
        const waits = decided.some(
          ({ matched, decision }) =>
            matched?.person.rcUserId === rcUserId &&
            decision.kind === "nothing" &&
            (decision.because.kind === "old-link-not-read" || decision.because.kind === "role-in-doubt"),
        );
        if (waits) continue;
        const users = after.filter(({ sourceId }) => sourceId === `rc:${rcUserId}`);
        expect(users.map(({ status }) => status)).toEqual(["Active"]);
      }
    });
  });

  test("does not depend on the order of anything", () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, numbers) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((value) => ({ value, at: numbers.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value);
        const turned = plan({
          ...given,
          reading: reordered(given.reading, shuffled),
          roster: shuffled(given.roster),
          ...(given.secondReading === undefined
            ? {}
            : { secondReading: { ...given.secondReading, reading: reordered(given.secondReading.reading, shuffled) } }),
        });
        const original = plan(given);
        expect(turned.changes).toEqual(original.changes);
        expect(planDigest(turned)).toBe(planDigest(original));
      }),
      runs,
    );
  });

  test("deactivates nobody who is an active agent or an administrator with an extension that is not taken away", () => {
    expectForEvery((given, { changes }) => {
      const { wemAccess } = given.settings;
      for (const { kind, sourceId } of changes) {
        if (kind !== "deactivate") continue;
        for (const reading of [given.reading, given.secondReading?.reading ?? given.reading]) {
          const present = [...administratorsIn(reading), ...(wemAccess === "ringcx" ? agentsIn(reading) : [])];
          expect(present.filter((id) => isEnabled(id, reading)).map((id) => `rc:${id}`)).not.toContain(sourceId);
        }
      }
    });
  });

  test("deactivates nobody whose absence is not proved", () => {
    expectForEvery((given, { changes }) => {
      const unread = unreadScopes(given.reading);
      const unproved = new Set([...unread, ...(given.secondReading?.unproved ?? [])]);
      for (const { kind, userId, decided } of changes) {
        // What a person has decided does not rest on anybody's absence.
        if (kind !== "deactivate" || decided) continue;
        expect(unread).not.toContain("ringex");
        const lastSeen: readonly string[] = userOf(given.roster, userId)?.scopes ?? [];
        expect(lastSeen.filter((scope) => unproved.has(scope))).toEqual([]);
        if (lastSeen.length === 0) expect([...unproved]).toEqual([]);
      }
    });
  });

  test("changes nobody's status while RingEX is unreadable", () => {
    expectForEvery((given, { changes }) => {
      if (!unreadScopes(given.reading).includes("ringex")) return;
      expect(changes.filter(({ kind, after }) => kind !== "create" && after.status !== undefined)).toEqual([]);
    });
  });

  test("leaves those alone who were last seen in an unreadable part of RingCX", () => {
    expectForEvery((given, { changes }) => {
      const unread = unreadScopes(given.reading).filter((scope) => scope !== "ringex");
      for (const { userId } of changes) {
        const lastSeen: readonly string[] = userOf(given.roster, userId)?.scopes ?? [];
        expect(lastSeen.filter((scope) => unread.includes(scope))).toEqual([]);
      }
    });
  });

  test("makes nobody Administrator while a part of RingCX is unreadable", () => {
    expectForEvery((given, { changes }) => {
      if (unreadScopes(given.reading).every((scope) => scope === "ringex")) return;
      expect(changes.filter(({ after }) => after.role === "Administrator")).toEqual([]);
    });
  });

  test("touches no impersonated, protected, ignored or non-pilot user, and adopts users made by hand at most", () => {
    expectForEvery((given, { changes, conflicts }) => {
      const exclusions = exclusionsOf(given.settings, given.roster);
      for (const { kind, userId } of changes) {
        const user = userOf(given.roster, userId);
        if (user === undefined) continue;
        expect(exclusions.isProtected(user)).toBe(false);
        if (user.sourceId === undefined) expect(kind).toBe("link");
        // Whether somebody is a pilot is decided by the e-mail in RingCentral, too.
        else
          expect([undefined, "not in pilotPeople"]).toContain(
            exclusions.reasonFor({ emails: [user.email], sourceIds: [user.sourceId] }),
          );
      }
      for (const { sourceId } of [...changes, ...conflicts]) {
        if (given.settings.ignoredPeople.includes("rc:5")) expect(sourceId).not.toBe("rc:5");
      }
    });
  });

  test("writes each user once and gives no two users one source id", () => {
    expectForEvery((given, { changes }) => {
      const after = applyChanges(given.roster, changes);
      const sources = after.map(({ sourceId }) => sourceId).filter((id) => id !== undefined);
      expect(sources.toSorted()).toEqual([...new Set(sources)].sort());
    });
  });

  test("gives a created user the id of its source, and changes only attributes that are managed or part of the link", () => {
    expectForEvery((given, { changes }) => {
      const allowed = [
        ...given.settings.managedAttributes,
        "status",
        "sourceId",
        "dataSourceId",
        "agentIds",
        "scopes",
        "groups",
        "seen",
      ];
      for (const { kind, userId, sourceId = nobody, before, after, decided } of changes) {
        if (kind === "create")
          expect([sourceId.replaceAll(":", "-"), decided && given.decisions.get(sourceId)?.userId]).toContain(userId);
        else if (decided) expect([...allowed, "formerSourceId"]).toEqual(expect.arrayContaining(Object.keys(after)));
        else expect(allowed).toEqual(expect.arrayContaining(Object.keys(after)));
        expect(Object.keys(before).sort()).toEqual(kind === "create" ? [] : Object.keys(after).sort());
      }
    });
  });

  test("counts everybody in scope once: changed, in conflict or unchanged", () => {
    expectForEvery((_given, { changes, conflicts, people, unchanged }) => {
      const about = [
        // Who gives up an id is nobody in scope.
        ...changes.filter(({ kind, after }) => kind !== "deactivate" && after.formerSourceId === undefined),
        ...conflicts.filter((one) => one.sourceId),
      ];
      const counted = new Set(about.map(({ sourceId }) => sourceId));
      expect(counted.size).toBe(about.length);
      expect(unchanged).toBeLessThanOrEqual(people);
    });
  });
});

describe("the safeguards", () => {
  const approvals = fc.array(fc.constantFrom("rc-1", "rc-2", "user-1", "user-2", "cx-user-301").map(userId), {
    maxLength: 3,
  });

  test("split a plan into what is applied, held and refused, and lose nothing", () => {
    fc.assert(
      fc.property(world, approvals, (given, names) => {
        const planned = plan(given);
        const { apply, upkeep, held, refused, sourceEmpty } = limitsOf(planned, given, names);
        const parts = [
          ...upkeep,
          ...(sourceEmpty ? planned.changes.filter(({ kind }) => kind !== "deactivate") : []),
          ...[...apply, ...held, ...refused],
        ];
        const put = (changes: typeof apply) =>
          changes
            .flatMap(({ userId, after }) =>
              Object.entries(after).map(([key, value]) => `${userId} ${key}=${JSON.stringify(value)}`),
            )
            .sort();
        expect(put(parts)).toEqual(put(planned.changes));
      }),
      runs,
    );
  });

  test("never apply a held or refused deactivation and never hold an approved one", () => {
    fc.assert(
      fc.property(world, approvals, (given, names) => {
        const planned = plan(given);
        const { apply, held, refused, sourceEmpty } = limitsOf(planned, given, names);
        const back = new Set(
          [...held, ...refused].filter(({ kind }) => kind === "deactivate").map((one) => one.userId),
        );
        expect(apply.filter(({ kind, userId }) => kind === "deactivate" && back.has(userId))).toEqual([]);
        expect([...held, ...refused].filter(({ userId }) => names.includes(userId))).toEqual([]);
        if (sourceEmpty) expect(apply).toEqual([]);
      }),
      runs,
    );
  });

  test("hold nothing up to the floor, a fifth of the base at most and at least 1, but what is of an emptied or dropped list or the last Administrator", () => {
    fc.assert(
      fc.property(world, (given) => {
        const planned = plan(given);
        const { held } = limitsOf(planned, given);
        const heldUsers = held.filter(({ risk }) => risk === "deactivate").map(({ userId }) => userId);
        const listsOf = (id: UserId): readonly string[] => {
          const user = userOf(given.roster, id);
          return [...(user?.scopes ?? []), ...(user?.groups ?? [])];
        };
        const open = planned.changes.filter(({ kind, decided }) => kind === "deactivate" && decided === undefined);
        const ofDropped = open.filter(({ userId }) => listsOf(userId).includes(droppedScope));
        expect(heldUsers).toEqual(expect.arrayContaining(ofDropped.map(({ userId }) => userId)));
        const active = given.roster.filter(
          ({ userId, status }) => planned.managed.has(userId) && status !== "Inactive",
        );
        const floor = Math.max(1, Math.min(given.settings.deactivationFloor, Math.floor(active.length / 5)));
        if (open.length > floor || planned.people === 0) return;
        const anybody = new Set<string>([...planned.listed.scopes, ...planned.listed.groups]);
        for (const id of heldUsers)
          if (userOf(given.roster, id)?.role !== "Administrator")
            expect(listsOf(id).filter((list) => !anybody.has(list))).not.toEqual([]);
      }),
      runs,
    );
  });

  test("never leave the sync without an Administrator, but for what was approved or decided", () => {
    expectForEvery((given, planned) => {
      if (planned.changes.some(({ decided }) => decided !== undefined)) return;
      const { apply } = limitsOf(planned, given);
      const administrators = (roster: readonly RosterUser[]) =>
        roster.filter(
          ({ userId, role, status, sourceId }) =>
            role === "Administrator" && status !== "Inactive" && sourceId !== undefined && !isLeftAlone(userId),
        );
      const isLeftAlone = (id: UserId) => given.roster.some(({ userId }) => userId === id) && !planned.managed.has(id);
      if (administrators(given.roster).length === 0) return;
      expect(administrators(applyChanges(given.roster, apply))).not.toEqual([]);
    });
  });

  /** With an approval of everything that the plan may hold back for these users. */
  function limitsOf(planned: Plan, given: World, names: readonly UserId[] = []) {
    const { roster, settings } = given;
    const input = { plan: planned, isUndo: false, roster, settings, now };
    const held = planned.changes
      .filter(({ userId }) => names.includes(userId))
      .flatMap((change) => {
        const user = userOf(roster, change.userId);
        const parts = riskyParts(change, { user, isExpected: false, isUndo: false, now });
        return parts.map(({ attributes }) => only(attributes, change));
      });
    const past = names.length === 0 ? nothingBefore : { ...nothingBefore, decided: [decided("approval", held)] };
    return applyLimits({ ...input, past });
  }
});

const nobody = sourceId("rc:0");

function userOf(roster: readonly RosterUser[], userId: string): RosterUser | undefined {
  return roster.find((user) => user.userId === userId);
}

function rows<Row>(reading: ScopeReading<Row>): readonly Row[] {
  return reading.kind === "complete" ? reading.records : [];
}

/** RingCentral user ids with an active seat. */
function agentsIn({ ringCx }: DirectoryReading): Set<string> {
  const seats = ringCx.subAccounts.flatMap(({ agents }) => rows(agents)).filter(({ isActive }) => isActive);
  return new Set(seats.flatMap(({ rcUserId }) => rcUserId ?? []));
}

function administratorsIn({ ringCx }: DirectoryReading): Set<string> {
  const enabled = rows(ringCx.administrators).filter((one) => one.enabled !== false);
  return new Set(enabled.flatMap(({ rcUserId }) => rcUserId ?? []));
}

function isEnabled(rcUserId: string, { ringEx }: DirectoryReading): boolean {
  return rows(ringEx.extensions).some(({ id, status }) => id === rcUserId && status === "Enabled");
}

function unreadScopes({ ringCx, ringEx }: DirectoryReading): string[] {
  return [
    ...(ringCx.administrators.kind === "unreadable" ? ["main"] : []),
    ...subAccounts
      .filter((_, index) => ringCx.subAccounts[index]?.agents.kind === "unreadable")
      .map((id) => `sub:${id}`),
    ...(ringEx.extensions.kind === "unreadable" ? ["ringex"] : []),
  ];
}

/** Read to the end, RingEX with every extension Enabled. */
function isComplete({ reading }: World): boolean {
  const { extensions } = reading.ringEx;
  if (unreadScopes(reading).length > 0 || extensions.kind !== "complete" || hasNameless(reading)) return false;
  return [...agentsIn(reading)].every((id) => isEnabled(id, reading));
}

function hasNameless({ ringCx: { administrators, subAccounts: lists } }: DirectoryReading): boolean {
  return [administrators, ...lists.map(({ agents }) => agents)].some(
    (list) => list.kind === "complete" && list.nameless !== undefined,
  );
}

function reordered(reading: DirectoryReading, shuffled: <T>(list: readonly T[]) => T[]): DirectoryReading {
  const turn = <Row>(scope: ScopeReading<Row>): ScopeReading<Row> =>
    scope.kind === "complete" ? { ...scope, records: shuffled(scope.records) } : scope;
  const { administrators, subAccounts: inOrder } = reading.ringCx;
  return {
    ringCx: {
      administrators: turn(administrators),
      // The order of the sub-accounts is a setting, and matters.
      subAccounts: inOrder.map(({ subAccountId, agents }) => ({ subAccountId, agents: turn(agents) })),
    },
    ringEx: { ...reading.ringEx, extensions: turn(reading.ringEx.extensions) },
  };
}

describe("the decisions", () => {
  test("are about everybody, each with a reason, and say what the plan does", () => {
    expectForEvery((given, { decided, changes, conflicts }) => {
      const people = peopleFrom(given.reading).people.map(({ sourceId }) => sourceId);
      expect([...new Set(decided.flatMap(({ matched }) => matched?.person.sourceId ?? []))].sort()).toEqual(people);
      const users = decided.flatMap(({ matched, user }) => (user === undefined ? (matched?.users ?? []) : [user]));
      expect(new Set(users.map((user) => user.userId))).toEqual(new Set(given.roster.map((user) => user.userId)));

      const decisions = decided.map(({ decision }) => decision);
      const changed = decisions.flatMap((decision) =>
        decision.kind === "change" ? [decision.change, ...(decision.first === undefined ? [] : [decision.first])] : [],
      );
      expect(new Set(changed)).toEqual(new Set(changes));
      const doubtful = decisions.flatMap((decision) => (decision.kind === "conflict" ? [decision.conflict] : []));
      expect(new Set(doubtful)).toEqual(new Set(conflicts.filter(({ sourceId }) => sourceId !== undefined)));
      for (const decision of decisions)
        if (decision.kind === "nothing") expect(formatNoChange(decision.because)).not.toMatch(/undefined|\(\)|: $/);
    });
  });

  test("are what explain shows, for anybody who is meant", () => {
    expectForEvery((given, planned) => {
      const { roster, settings } = given;
      const limited = applyLimits({ plan: planned, isUndo: false, roster, settings, past: nothingBefore, now });
      for (const { matched, record, user = matched?.users[0], decision } of planned.decided) {
        const who = user?.userId ?? record?.sourceId ?? matched?.person.sourceId ?? "";
        const told = storiesOf(who, { reading: given.reading, plan: planned, limited }).map(({ next }) => next);
        if (decision.kind === "nothing")
          expect(told).toContainEqual({ kind: "nothing", reason: formatNoChange(decision.because) });
        if (decision.kind === "conflict")
          expect(told).toContainEqual({ kind: "conflict", reason: decision.conflict.reason });
      }
    });
  });
});
