import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbHistory } from "#shared/adapters/dynamodb/dynamodb-history.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Notices } from "#shared/domain/outcome/notices.ts";
import { noNotices } from "#shared/domain/outcome/notices.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { RunRecord, RunStart } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { History, NumberedChange } from "#shared/ports/history.ts";
import { FakeHistory } from "#test/fakes/fake-history.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly history: History;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake history": async () => ({ history: new FakeHistory(), close: async () => undefined }),
  "DynamoDB history": async () => {
    const aws = await startSimulatedAws();
    return { history: new DynamoDbHistory(aws.table("history")), close: aws.close };
  },
};

const startedAt = "2026-03-02T02:00:00.123Z";
const idAt = (instant: string) => runId(ulid(Date.parse(instant)));
const record: ChangeRecord = {
  mode: "apply",
  kind: "update",
  userId: userId("rc-1009"),
  before: { lastName: "Lindqvist", email: undefined },
  after: { lastName: "Okafor Lindqvist", email: "marta@sales.example" },
  reason: "lastName follows RingCentral",
  actor: userId("u-sync"),
  outcome: "planned",
  at: startedAt,
};
const numbered = (count: number): NumberedChange[] =>
  Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    record: { ...record, userId: userId(`rc-${index + 1}`) },
  }));

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let history: History;
  let tenant: TenantId;
  let run: RunStart;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    history = subject.history;
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    run = {
      runId: idAt(startedAt),
      tenantId: tenant,
      trigger: "schedule",
      mode: "apply",
      startedAt,
      scheduledFor: "2026-03-02T02:00:00.000Z",
      requestedBy: "schedule",
    };
  });
  const ended = (status: RunRecord["status"]): RunRecord => ({
    ...run,
    status,
    reasons: [{ code: "SCOPE_UNREADABLE", message: "sub:77 answered 503", details: { scope: "sub:77", tries: 4 } }],
    finishedAt: "2026-03-02T02:00:31.456Z",
    people: 150,
    rosterUsers: 151,
    changes: { ...noChanges, created: 3, unchanged: 147 },
    calls: { ringCentral: 2, ringCx: 9, throttled: 0 },
    planDigest: "ab".repeat(32),
  });

  describe("runs", () => {
    test("a run that was never started is not there", async () => {
      expect(await history.run(tenant, run.runId)).toBeUndefined();
    });

    test("a started run has not ended", async () => {
      await history.startRun(run);
      expect(await history.run(tenant, run.runId)).toEqual(run);
    });

    test("a finished run keeps its whole summary", async () => {
      await history.startRun(run);
      await history.finishRun(ended("partial"));
      expect(await history.run(tenant, run.runId)).toEqual(ended("partial"));
    });

    test("a killed run is closed once", async () => {
      await history.startRun(run);
      expect(await history.closeRun(ended("failed"))).toBe(true);
      expect(await history.run(tenant, run.runId)).toEqual(ended("failed"));
    });

    test("closing it again with the same end says yes, as a repeated call must", async () => {
      await history.startRun(run);
      await history.closeRun(ended("failed"));
      expect(await history.closeRun(ended("failed"))).toBe(true);
    });

    test("a run that has ended by itself is not closed by somebody else", async () => {
      await history.startRun(run);
      await history.finishRun(ended("succeeded"));
      const late = { ...ended("failed"), finishedAt: "2026-03-02T02:09:00.000Z" };
      expect(await history.closeRun(late)).toBe(false);
      expect(await history.run(tenant, run.runId)).toMatchObject({ status: "succeeded" });
    });

    test("a run that never started is not closed into being", async () => {
      expect(await history.closeRun(ended("failed"))).toBe(false);
      expect(await history.run(tenant, run.runId)).toBeUndefined();
    });

    test("runs since an instant come oldest first, the one of that very millisecond included", async () => {
      const instants = ["2026-03-01T02:00:00.000Z", "2026-03-02T02:00:00.122Z", startedAt, "2026-03-03T02:00:00.000Z"];
      for (const instant of instants.toReversed()) {
        await history.startRun({ ...run, runId: idAt(instant), startedAt: instant });
      }
      await history.startRun({ ...run, tenantId: tenantId("another"), runId: idAt(startedAt) });
      const since = await history.runsSince(tenant, new Date(startedAt));
      expect(since.map((found) => found.startedAt)).toEqual(instants.slice(2));
      expect(await history.runsSince(tenant, new Date(0))).toHaveLength(4);
      const backwards: string[] = [];
      for await (const found of history.runsBackwards(tenant)) backwards.push(found.startedAt);
      expect(backwards).toEqual(instants.toReversed());
    });
  });

  describe("changes", () => {
    test("records come back in the order of their numbers, whatever the order of writing", async () => {
      const changes = numbered(120);
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, changes.toReversed());
      expect(await history.readChanges(tenant, run.runId)).toEqual(changes);
    });

    test("the same number again replaces the record", async () => {
      const [first, second] = numbered(2) as [NumberedChange, NumberedChange];
      const applied = { number: 1, record: { ...first.record, outcome: "applied" as const } };
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, [first, second]);
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, [applied]);
      expect(await history.readChanges(tenant, run.runId)).toEqual([applied, second]);
    });

    test("an attribute that was absent before is named as absent, so that it can be put back", async () => {
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, [{ number: 1, record }]);
      const [found] = await history.readChanges(tenant, run.runId);
      expect(Object.keys(found?.record.before ?? {})).toEqual(["lastName", "email"]);
    });

    test("a create has nothing before", async () => {
      const create: ChangeRecord = { ...record, kind: "create", before: {} };
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, [{ number: 1, record: create }]);
      const [found] = await history.readChanges(tenant, run.runId);
      expect(Object.keys(found?.record.before ?? {})).toEqual([]);
    });

    test("a conflict without a user is kept", async () => {
      const { userId: _userId, ...conflict } = { ...record, kind: "conflict" as const, before: {}, after: {} };
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, [{ number: 7, record: conflict }]);
      expect(await history.readChanges(tenant, run.runId)).toEqual([{ number: 7, record: conflict }]);
    });

    test("two records with one number in one call are refused", async () => {
      const twice = [...numbered(1), ...numbered(1)];
      await expect(history.writeChanges({ tenantId: tenant, runId: run.runId }, twice)).rejects.toThrow();
    });

    test("no records are no work, and another run's are not mixed in", async () => {
      await history.writeChanges({ tenantId: tenant, runId: idAt("2026-03-01T02:00:00.000Z") }, numbered(3));
      await history.writeChanges({ tenantId: tenant, runId: run.runId }, []);
      expect(await history.readChanges(tenant, run.runId)).toEqual([]);
    });
  });

  describe("notices", () => {
    test("there are none at first", async () => {
      expect(await history.notices(tenant)).toEqual(noNotices);
    });

    test("they are kept and replaced whole", async () => {
      const notices: Notices = {
        conflicts: ["rc:1009", "u-planner"],
        protectedAbsent: [userId("u-boss")],
        held: { digests: ["cd".repeat(32)], runId: run.runId, counts: { deactivate: 12 } },
        waitingSince: startedAt,
        untold: { newAdministrators: { userIds: [userId("rc-7")], count: 1, runIds: [run.runId] } },
        jwtAlertedAt: startedAt,
        partialRunsInARow: 2,
      };
      await history.writeNotices(tenant, notices);
      expect(await history.notices(tenant)).toEqual(notices);
      await history.writeNotices(tenant, { ...noNotices, partialRunsInARow: 1 });
      expect(await history.notices(tenant)).toEqual({ ...noNotices, partialRunsInARow: 1 });
    });
  });

  test("a change of the settings is accepted with whatever values the item had", async () => {
    const change = {
      at: startedAt,
      before: { maxDeactivations: 500, subAccountIds: ["77", "78"] },
      after: { maxDeactivations: "many", nested: { odd: null, list: [1, true] } },
      valid: false,
      faults: [{ attribute: "maxDeactivations", value: "many", expected: "a whole number" }],
    };
    await expect(history.recordSettingsChange(tenant, ulid(), change)).resolves.toBeUndefined();
  });
});
