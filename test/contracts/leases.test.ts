import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbLeaseStore } from "#shared/adapters/dynamodb/dynamodb-lease-store.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { LeaseStore } from "#shared/ports/leases.ts";
import { FakeLeaseStore } from "#test/fakes/fake-lease-store.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly leases: LeaseStore;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake lease store": async () => ({ leases: new FakeLeaseStore(), close: async () => undefined }),
  "DynamoDB lease store": async () => {
    const aws = await startSimulatedAws();
    return { leases: new DynamoDbLeaseStore(aws.table("history")), close: aws.close };
  },
};

const first = runId("01JRUN0000000000000000000A");
const second = runId("01JRUN0000000000000000000B");
const third = runId("01JRUN0000000000000000000C");
/** `minute(2)` is 02:02 UTC. */
const minute = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 2, minutes)).toISOString();
const beginning = { phase: "reading", done: 0, total: 0 };

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let leases: LeaseStore;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    leases = subject.leases;
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });
  const take = (run: typeof first, at: number) =>
    leases.take({ tenantId: tenant, runId: run, now: minute(at), until: minute(at + 2) });

  test("a free lease is taken, and read by everybody", async () => {
    expect(await leases.read(tenant)).toBeUndefined();
    const lease = { runId: first, since: minute(0), until: minute(2), progress: beginning, unclosed: [] };
    expect(await take(first, 0)).toEqual(lease);
    expect(await leases.read(tenant)).toEqual(lease);
  });

  test("a held lease is not taken by another run, to its last millisecond", async () => {
    await take(first, 0);
    expect(await take(second, 1)).toBeUndefined();
    expect(await leases.read(tenant)).toMatchObject({ runId: first, until: minute(2) });
  });

  test("taking one's own lease again extends it and keeps its beginning", async () => {
    await take(first, 0);
    expect(await take(first, 1)).toEqual({
      runId: first,
      since: minute(0),
      until: minute(3),
      progress: beginning,
      unclosed: [],
    });
  });

  test("an expired lease goes to the next run, together with the run that was killed", async () => {
    await take(first, 0);
    expect(await take(second, 2)).toMatchObject({ runId: second, since: minute(2), unclosed: [first] });
  });

  test("killed runs add up until they are closed", async () => {
    await take(first, 0);
    await take(second, 5);
    expect(await take(third, 10)).toMatchObject({ unclosed: [first, second] });
    expect(await leases.clearUnclosed(tenant, third)).toBe(true);
    expect(await leases.read(tenant)).toMatchObject({ runId: third, unclosed: [] });
  });

  test("a run that expired and was replaced can neither renew nor clear nor release", async () => {
    await take(first, 0);
    await take(second, 5);
    const progress = { phase: "applying", done: 1, total: 2 } as const;
    expect(await leases.renew({ tenantId: tenant, runId: first, until: minute(9), progress })).toBe(false);
    expect(await leases.clearUnclosed(tenant, first)).toBe(false);
    await leases.release(tenant, first);
    expect(await leases.read(tenant)).toMatchObject({ runId: second, until: minute(7), unclosed: [first] });
  });

  test("a renewal extends the lease and shows the progress", async () => {
    await take(first, 0);
    const progress = { phase: "applying", done: 40, total: 150 } as const;
    expect(await leases.renew({ tenantId: tenant, runId: first, until: minute(4), progress })).toBe(true);
    expect(await leases.read(tenant)).toMatchObject({ since: minute(0), until: minute(4), progress });
    expect(await take(second, 3)).toBeUndefined();
  });

  test("nothing is renewed that was never taken", async () => {
    const progress = { phase: "reading", done: 0, total: 0 } as const;
    expect(await leases.renew({ tenantId: tenant, runId: first, until: minute(4), progress })).toBe(false);
    expect(await leases.read(tenant)).toBeUndefined();
  });

  test("a released lease is free at once, and its run does not count as killed", async () => {
    await take(first, 0);
    await leases.release(tenant, first);
    expect(await leases.read(tenant)).toBeUndefined();
    expect(await take(second, 0)).toMatchObject({ runId: second, unclosed: [] });
  });

  test("a lease released before the killed runs were closed hands them to the next run", async () => {
    await take(first, 0);
    await take(second, 5);
    await leases.release(tenant, second);
    expect(await leases.read(tenant)).toBeUndefined();
    expect(await take(third, 6)).toMatchObject({ runId: third, unclosed: [first] });
  });

  test("releasing twice is releasing once", async () => {
    await take(first, 0);
    await leases.release(tenant, first);
    await leases.release(tenant, first);
    expect(await leases.read(tenant)).toBeUndefined();
  });

  test("leases of many tenants are read at once, those that were released left out", async () => {
    const many = Array.from({ length: 120 }, (_, index) => tenantId(`many-${tenants}-${index}`));
    for (const id of many.slice(0, 3))
      await leases.take({ tenantId: id, runId: first, now: minute(0), until: minute(2) });
    await take(first, 0);
    await take(second, 5);
    await leases.release(tenant, second);
    await leases.release(many[1] ?? tenant, first);
    const all = await leases.readAll([...many, tenant]);
    expect([...all.keys()].toSorted()).toEqual([many[0], many[2]]);
    expect(all.get(many[2] ?? tenant)).toEqual(await leases.read(many[2] ?? tenant));
  });

  test("of many runs that come at once, one gets the lease", async () => {
    const runs = [first, second, third];
    const taken = await Promise.all(runs.map((run) => take(run, 0)));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  test("of many runs that find an expired lease, one gets it", async () => {
    await take(first, 0);
    const taken = await Promise.all([second, third].map((run) => take(run, 5)));
    const [winner, ...others] = taken.filter((lease) => lease !== undefined);
    expect(others).toEqual([]);
    expect(winner?.unclosed).toEqual([first]);
  });
});
