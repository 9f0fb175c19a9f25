import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbOperatorRoster } from "#shared/adapters/dynamodb/dynamodb-roster.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { OperatorRoster, WriteStamp } from "#shared/ports/roster.ts";
import { FakeRoster } from "#test/fakes/fake-roster.ts";
import type { SimulatedAws } from "./simulated-aws.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

/** A user whose item has an attribute of the customer's own. */
type Customised = RosterUser & { readonly costCentre: string };

interface Subject {
  readonly roster: OperatorRoster;
  /** Sets a user as a person would in the console: other attributes allowed, the version not raised. */
  put(tenant: TenantId, user: RosterUser | Customised): Promise<void>;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake roster": async () => {
    const roster = new FakeRoster();
    return { roster, put: async (tenant, user) => roster.put(tenant, user), close: async () => undefined };
  },
  "DynamoDB roster": async () => {
    const aws: SimulatedAws = await startSimulatedAws();
    return {
      roster: new DynamoDbOperatorRoster(aws.table("roster")),
      put: (tenant, user) => aws.putItem("roster", { ...user, tenantId: tenant }),
      close: aws.close,
    };
  },
};

const planner: RosterUser = {
  userId: userId("u-planner"),
  firstName: "Zoë",
  lastName: "",
  role: "Scheduler",
  status: "Active",
  version: 3,
};
const linked: RosterUser = {
  userId: userId("rc-1009"),
  firstName: "Marta",
  lastName: "Okafor Lindqvist",
  email: "marta@sales.example",
  role: "Agent",
  status: "Active",
  activityId: "12",
  sourceId: sourceId("rc:1009"),
  dataSourceId: "3",
  agentIds: ["77/501", "78/9"],
  scopes: ["ringex", "sub:77", "sub:78"],
  groups: ["77/30", "78/31"],
  seen: { firstName: "Marta", lastName: "Okafor", email: "marta@sales.example" },
  version: 4,
};
const whole = (user: RosterUser): Change["after"] => {
  const { userId: _userId, version: _version, lastRunId: _lastRunId, ...profile } = user;
  return profile;
};
const creation: Change = {
  kind: "create",
  userId: linked.userId,
  sourceId: sourceId("rc:1009"),
  before: {},
  after: whole(linked),
  reason: "new agent",
};
const deactivation: Change = {
  kind: "deactivate",
  userId: linked.userId,
  version: 4,
  before: { status: "Active", agentIds: ["77/501", "78/9"] },
  after: { status: "Inactive", agentIds: [] },
  reason: "gone",
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let tenants = 0;
  let stamp: WriteStamp;

  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    stamp = {
      tenantId: tenantId(`tenant-${tenants}`),
      runId: runId("01JRUN0000000000000000000A"),
      actor: userId("u-sync"),
      at: "2026-03-02T02:00:00.000Z",
    };
  });
  const nextRun = (): WriteStamp => ({ ...stamp, runId: runId("01JRUN0000000000000000000B") });
  const read = (id: RosterUser["userId"]) => subject.roster.get(stamp.tenantId, id);

  test("an unknown tenant has no users", async () => {
    expect(await subject.roster.list(stamp.tenantId)).toEqual([]);
    expect(await read(linked.userId)).toBeUndefined();
  });

  test("users come back as they were put, ordered by id, those of other tenants left out", async () => {
    await subject.put(stamp.tenantId, planner);
    await subject.put(stamp.tenantId, linked);
    await subject.put(tenantId("another"), { ...planner, userId: userId("u-other") });
    expect(await subject.roster.list(stamp.tenantId)).toEqual([linked, planner]);
    expect(await read(planner.userId)).toEqual(planner);
  });

  test("a create makes the whole user, version 1, with the run that made it", async () => {
    expect(await subject.roster.write(creation, stamp)).toBe("applied");
    expect(await read(linked.userId)).toEqual({ ...linked, version: 1, lastRunId: stamp.runId });
  });

  test("a repeated create of the same run is applied and changes nothing", async () => {
    await subject.roster.write(creation, stamp);
    expect(await subject.roster.write(creation, { ...stamp, at: "2026-03-02T02:00:09.000Z" })).toBe("applied");
    expect(await read(linked.userId)).toMatchObject({ version: 1 });
  });

  test("a create conflicts where somebody else has the id", async () => {
    await subject.put(stamp.tenantId, { ...planner, userId: linked.userId });
    expect(await subject.roster.write(creation, stamp)).toBe("conflict");
    expect(await read(linked.userId)).toMatchObject({ firstName: "Zoë" });
  });

  test("a change sets what it names, raises the version and preserves the rest", async () => {
    await subject.put(stamp.tenantId, { ...linked, costCentre: "4711" });
    expect(await subject.roster.write(deactivation, stamp)).toBe("applied");
    const expected = { ...linked, status: "Inactive", agentIds: [], version: 5, lastRunId: stamp.runId };
    expect(await read(linked.userId)).toEqual({ ...expected, deactivatedAt: stamp.at });
  });

  test("a reactivation takes the instant of the deactivation away, and another change leaves it", async () => {
    await subject.put(stamp.tenantId, { ...linked, status: "Inactive", deactivatedAt: "2026-03-01T02:00:00.000Z" });
    const base = { userId: linked.userId, reason: "back" };
    const renamed: Change = {
      ...base,
      kind: "update",
      version: 4,
      before: { lastName: linked.lastName },
      after: { lastName: "Lima" },
    };
    expect(await subject.roster.write(renamed, stamp)).toBe("applied");
    expect(await read(linked.userId)).toMatchObject({ deactivatedAt: "2026-03-01T02:00:00.000Z" });
    const [before, after] = [{ status: "Inactive" }, { status: "Active" }] as const;
    expect(await subject.roster.write({ ...base, kind: "reactivate", version: 5, before, after }, nextRun())).toBe(
      "applied",
    );
    expect(await read(linked.userId)).not.toHaveProperty("deactivatedAt");
  });

  test("an attribute that is undefined after the change is removed", async () => {
    await subject.put(stamp.tenantId, linked);
    const change: Change = {
      ...deactivation,
      kind: "update",
      before: { email: "marta@sales.example", scopes: linked.scopes },
      after: { email: undefined, scopes: undefined },
    };
    expect(await subject.roster.write(change, stamp)).toBe("applied");
    const user = await read(linked.userId);
    expect(Object.keys(user ?? {})).not.toContain("email");
    expect(Object.keys(user ?? {})).not.toContain("scopes");
  });

  test("what RingCentral said before is read and written as a whole, and is never a conflict by itself", async () => {
    await subject.put(stamp.tenantId, { ...linked, seen: { firstName: "Mart", lastName: "" } });
    const seen = { firstName: "Marta", lastName: "Lindqvist" };
    const change: Change = { ...deactivation, kind: "update", before: { seen: linked.seen }, after: { seen } };
    expect(await subject.roster.write(change, stamp)).toBe("applied");
    expect(await read(linked.userId)).toEqual({ ...linked, seen, version: 5, lastRunId: stamp.runId });
  });

  test("a user gives up the id, and somebody else gets it", async () => {
    await subject.put(stamp.tenantId, linked);
    const release: Change = {
      ...deactivation,
      before: { status: "Active", sourceId: linked.sourceId, formerSourceId: undefined },
      after: { status: "Inactive", sourceId: undefined, formerSourceId: linked.sourceId },
    };
    expect(await subject.roster.write(release, stamp)).toBe("applied");
    const { sourceId: id, ...rest } = linked;
    const released = { ...rest, status: "Inactive", formerSourceId: id, version: 5, lastRunId: stamp.runId };
    expect(await read(linked.userId)).toStrictEqual({ ...released, deactivatedAt: stamp.at });
    const successor = userId("rc-1009-2");
    expect(await subject.roster.write({ ...creation, userId: successor }, stamp)).toBe("applied");
    expect(await read(successor)).toMatchObject({ sourceId: "rc:1009", version: 1 });
    expect(await subject.roster.write(release, nextRun())).toBe("conflict");
  });

  test("a repeated change of the same run is applied once", async () => {
    await subject.put(stamp.tenantId, linked);
    await subject.roster.write(deactivation, stamp);
    expect(await subject.roster.write(deactivation, stamp)).toBe("applied");
    expect(await read(linked.userId)).toMatchObject({ version: 5 });
  });

  test("the same change of another run conflicts", async () => {
    await subject.put(stamp.tenantId, linked);
    await subject.roster.write(deactivation, stamp);
    expect(await subject.roster.write(deactivation, nextRun())).toBe("conflict");
  });

  test.each<[string, Partial<RosterUser>]>([
    ["its version was raised", { version: 5 }],
    ["a changed attribute was edited without raising the version", { status: "Inactive" }],
    ["a list lost an element", { agentIds: ["77/501"] }],
    ["a list has another element", { agentIds: ["77/501", "78/10"] }],
    ["a list grew", { agentIds: ["77/501", "78/9", "79/1"] }],
  ])("a change conflicts when %s", async (_what, edit) => {
    await subject.put(stamp.tenantId, { ...linked, ...edit });
    expect(await subject.roster.write(deactivation, stamp)).toBe("conflict");
    expect(await read(linked.userId)).toEqual({ ...linked, ...edit });
  });

  test("an edit of an attribute that the change does not name is no conflict", async () => {
    await subject.put(stamp.tenantId, { ...linked, activityId: "13" });
    expect(await subject.roster.write(deactivation, stamp)).toBe("applied");
    expect(await read(linked.userId)).toMatchObject({ activityId: "13", status: "Inactive" });
  });

  test("another change of the same run that expects an older version conflicts", async () => {
    await subject.put(stamp.tenantId, linked);
    await subject.roster.write(deactivation, stamp);
    const outdated: Change = { ...deactivation, kind: "update", version: 3 };
    expect(await subject.roster.write(outdated, stamp)).toBe("conflict");
  });

  test("a change of a user who is gone conflicts and creates nobody", async () => {
    expect(await subject.roster.write(deactivation, stamp)).toBe("conflict");
    expect(await read(linked.userId)).toBeUndefined();
  });

  test("a user without a version is linked once, and then has version 1", async () => {
    const { version: _version, ...item } = planner;
    await subject.put(stamp.tenantId, { ...item, version: 0 });
    const link: Change = {
      kind: "link",
      userId: planner.userId,
      version: 0,
      before: { lastName: "", email: undefined, sourceId: undefined, scopes: undefined },
      after: { lastName: "Ødegård", email: "zoe@plan.example", sourceId: sourceId("rc:7"), scopes: ["main"] },
      reason: "same e-mail",
    };
    expect(await subject.roster.write(link, stamp)).toBe("applied");
    expect(await read(planner.userId)).toEqual({ ...planner, ...link.after, version: 1, lastRunId: stamp.runId });
    expect(await subject.roster.write(link, nextRun())).toBe("conflict");
  });

  test("of two runs that change a user at once, one is applied", async () => {
    await subject.put(stamp.tenantId, linked);
    const outcomes = await Promise.all([
      subject.roster.write(deactivation, stamp),
      subject.roster.write(deactivation, nextRun()),
    ]);
    expect(outcomes.toSorted()).toEqual(["applied", "conflict"]);
  });

  describe("a user made by hand", () => {
    const { version: _version, ...user } = planner;
    const byHand = { by: "arn:aws:iam::111122223333:user/operator", at: "2026-03-02T02:00:00.000Z" };

    test("is read by the sync, without a link", async () => {
      expect(await subject.roster.add(stamp.tenantId, user, byHand)).toBe("added");
      expect(await subject.roster.list(stamp.tenantId)).toEqual([{ ...user, version: 1 }]);
    });

    test("does not get an id that is taken, and the first user stays; another tenant's is free", async () => {
      await subject.roster.add(stamp.tenantId, user, byHand);
      expect(await subject.roster.add(stamp.tenantId, { ...user, firstName: "Olga" }, byHand)).toBe("taken");
      expect(await read(user.userId)).toMatchObject({ firstName: "Zoë" });
      expect(await subject.roster.add(tenantId(`${stamp.tenantId}-b`), user, byHand)).toBe("added");
    });
  });
});
