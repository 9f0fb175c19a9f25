import pMap from "p-map";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbScheduleStore } from "#shared/adapters/dynamodb/dynamodb-schedule-store.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { unseen } from "#shared/domain/schedule/schedule-state.ts";
import type { ScheduleStore } from "#shared/ports/schedules.ts";
import { FakeScheduleStore } from "#test/fakes/fake-schedule-store.ts";
import type { SimulatedAws } from "./simulated-aws.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly schedules: ScheduleStore;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake schedule store": async () => ({ schedules: new FakeScheduleStore(), close: async () => undefined }),
  "DynamoDB schedule store": async () => {
    const aws = await startSimulatedAws();
    return { schedules: new DynamoDbScheduleStore(aws.table("history")), close: aws.close };
  },
};

const run = runId("01JRUN0000000000000000000A");
const instant = "2026-03-02T02:00:00.000Z";

const full: ScheduleState = {
  version: 0,
  nextRunAt: "2026-03-03T02:00:00.000Z",
  runDailyAtUtc: "02:00",
  enabledSince: "2026-03-01T12:00:00.000Z",
  firstEnabledAt: "2026-03-01T12:00:00.000Z",
  lastScheduledFor: instant,
  attempt: 2,
  retryAt: "2026-03-02T02:45:00.000Z",
  resumes: 3,
  startAgain: "resume",
  pending: {
    scheduledFor: instant,
    reason: "due",
    invokedAt: instant,
    sentAt: instant,
    resent: 1,
    settingsFingerprint: "f1",
  },
  rejection: { code: "SECRETS_MISSING", settingsFingerprint: "f1", secretVersionIds: ["v1", "v2"] },
  unfinishedSince: instant,
  lastRunId: run,
  settledAt: instant,
  readSubAccounts: ["701", "702"],
  resumeRequest: {
    runId: run,
    event: { tenantId: tenantId("t"), trigger: "manual", mode: "apply", requestedBy: "me" },
  },
  requestedResume: { at: instant, count: 1 },
  seenSettings: { serviceEnabled: true, maxDeactivations: 5, subAccountIds: ["1", "2"], strange: { a: [null, ""] } },
  seenFingerprint: "f2",
  settingsCheck: "faulty",
  watchedChange: { since: instant, attributes: ["maxDeactivations", "mode"] },
  offDuty: { kind: "disabled", since: instant, alertedAt: instant },
  lastAppliedAt: instant,
  appliedLookedAt: instant,
  untold: [
    { code: "SETTINGS_CHANGED", subject: "Settings", message: "One line.\nAnother." },
    { code: "OUT_OF_TIME", runId: run, subject: "Not finished", message: "A run." },
  ],
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let schedules: ScheduleStore;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    schedules = subject.schedules;
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });
  const read = async (): Promise<ScheduleState | undefined> => (await schedules.readAll([tenant])).get(tenant);

  test("a tenant without a state is absent", async () => {
    expect(await schedules.readAll([tenant])).toEqual(new Map());
    expect(await schedules.readAll([])).toEqual(new Map());
  });

  test("a state comes back whole, one version further", async () => {
    expect(await schedules.write(tenant, full)).toBe(true);
    const { strange: _, ...seenSettings } = full.seenSettings ?? {};
    expect(await read()).toMatchObject({ ...full, seenSettings, version: 1 });
  });

  test("tenants that were enabled are kept, each once", async () => {
    const before = await schedules.everEnabled();
    expect(before).not.toContain(tenant);
    await schedules.addEverEnabled([tenant]);
    await schedules.addEverEnabled([tenant, tenantId(`${tenant}-b`)]);
    expect(await schedules.everEnabled()).toEqual(new Set([...before, tenant, tenantId(`${tenant}-b`)]));
  });

  test("the smallest state comes back without anything added", async () => {
    expect(await schedules.write(tenant, unseen)).toBe(true);
    expect(await read()).toEqual({ ...unseen, version: 1 });
  });

  test("a write replaces: what the new state lacks is gone", async () => {
    await schedules.write(tenant, full);
    expect(await schedules.write(tenant, { ...unseen, version: 1, nextRunAt: instant })).toBe(true);
    expect(await read()).toEqual({ ...unseen, version: 2, nextRunAt: instant });
  });

  test("of two writers who read the same version, the second is refused", async () => {
    expect(await schedules.write(tenant, { ...unseen, nextRunAt: instant })).toBe(true);
    expect(await schedules.write(tenant, unseen)).toBe(false);
    expect(await schedules.write(tenant, { ...unseen, version: 2 })).toBe(false);
    expect(await read()).toMatchObject({ version: 1, nextRunAt: instant });
  });

  test("of many writers at once, one gets through", async () => {
    const written = await Promise.all(Array.from({ length: 5 }, () => schedules.write(tenant, unseen)));
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  test("states of many tenants are read at once", async () => {
    const many = Array.from({ length: 205 }, (_, index) => tenantId(`many-${tenants}-${index}`));
    // As many at a time as dispatch writes: the store is asked for what it has to bear.
    await pMap(many, (id, attempt) => schedules.write(id, { ...unseen, attempt }), { concurrency: 10 });
    const states = await schedules.readAll([...many, tenant]);
    expect(states.size).toBe(205);
    expect(many.map((id) => states.get(id)?.attempt)).toEqual(many.map((_, index) => index));
  });

  test("what a run has read is noted beside the rest, and a tick that did not see it does not overwrite it", async () => {
    await schedules.write(tenant, { ...unseen, nextRunAt: instant });
    await schedules.noteRead(tenant, { readSubAccounts: ["701"] });
    await schedules.noteRead(tenant, { readSubAccounts: ["701", "702"], settledAt: instant });
    expect(await schedules.write(tenant, { ...unseen, version: 1 })).toBe(false);
    const noted = { readSubAccounts: ["701", "702"], settledAt: instant };
    expect(await read()).toEqual({ ...unseen, version: 3, nextRunAt: instant, ...noted });
  });

  test("a request to resume reaches a tenant without a state", async () => {
    const request = { runId: run, event: { tenantId: tenant, trigger: "manual" } } as const;
    await schedules.requestResume(tenant, request);
    expect(await read()).toEqual({ ...unseen, version: 1, resumeRequest: request });
  });

  test("a request to resume leaves the rest alone and is not overwritten by a tick that did not see it", async () => {
    await schedules.write(tenant, { ...unseen, nextRunAt: instant });
    const event = { tenantId: tenant, trigger: "undo", undoOf: run } as const;
    await schedules.requestResume(tenant, { runId: run, event });
    expect(await schedules.write(tenant, { ...unseen, version: 1 })).toBe(false);
    expect(await read()).toEqual({ ...unseen, version: 2, nextRunAt: instant, resumeRequest: { runId: run, event } });
    expect(await schedules.write(tenant, { ...unseen, version: 2 })).toBe(true);
    expect(await read()).toEqual({ ...unseen, version: 3 });
  });
});

describe("a state that somebody has edited in the console", () => {
  let aws: SimulatedAws;
  beforeAll(async () => {
    aws = await startSimulatedAws();
  });
  afterAll(() => aws.close());

  test("is read as far as it can be, and can be written again", async () => {
    const tenant = tenantId("edited");
    const schedules = new DynamoDbScheduleStore(aws.table("history"));
    await aws.putItem("history", {
      tenantId: tenant,
      entry: "schedule",
      nextRunAt: "2026-03-03T02:00:00Z",
      runDailyAtUtc: "2 o'clock",
      attempt: "two",
      retryAt: "soon",
      pending: { scheduledFor: instant },
      note: "by hand",
    });
    const state = (await schedules.readAll([tenant])).get(tenant);
    expect(state).toEqual({ ...unseen, nextRunAt: "2026-03-03T02:00:00.000Z" });
    expect(await schedules.write(tenant, { ...unseen, attempt: 1 })).toBe(true);
    expect((await schedules.readAll([tenant])).get(tenant)).toEqual({ ...unseen, attempt: 1, version: 1 });
  });
});
