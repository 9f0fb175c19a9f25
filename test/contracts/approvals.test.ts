import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { runId, type TenantId, tenantId, userId } from "#shared/domain/ids.ts";
import type { Approval } from "#shared/domain/plan/limits.ts";
import type { Approvals } from "#shared/ports/approvals.ts";
import { FakeApprovals } from "#test/fakes/fake-approvals.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly approvals: Approvals;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake approvals": async () => ({ approvals: new FakeApprovals(), close: async () => undefined }),
  "DynamoDB approvals": async () => {
    const aws = await startSimulatedAws();
    return { approvals: new DynamoDbApprovals(aws.table("approvals")), close: aws.close };
  },
};

const held = runId("01JRUN00000000000000000000");
const user = runId("01JRUN0000000000000000000A");
const otherUser = runId("01JRUN0000000000000000000B");
const approvalOf = (fields: Partial<Approval> = {}): Approval => ({
  runId: held,
  userIds: [userId("rc-1009"), userId("rc-1010")],
  approvedBy: "arn:aws:iam::111122223333:user/on-call",
  approvedAt: "2026-03-02T09:00:00.000Z",
  validUntil: "2026-03-05T09:00:00.000Z",
  ...fields,
});

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let approvals: Approvals;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    ({ approvals } = subject);
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("there are none at first", async () => {
    expect(await approvals.find(tenant, held)).toBeUndefined();
    expect(await approvals.unused(tenant)).toEqual([]);
  });

  test("an approval is found as it was given, by its own tenant alone", async () => {
    expect(await approvals.approve(tenant, approvalOf())).toBe("approved");
    expect(await approvals.find(tenant, held)).toEqual(approvalOf());
    expect(await approvals.unused(tenant)).toEqual([approvalOf()]);
    expect(await approvals.unused(tenantId(`${tenant}-b`))).toEqual([]);
  });

  test("those of several runs come in the order of the runs", async () => {
    for (const runId of [otherUser, held, user]) await approvals.approve(tenant, approvalOf({ runId }));
    expect((await approvals.unused(tenant)).map(({ runId }) => runId)).toEqual([held, user, otherUser]);
  });

  test("a later one about the same run replaces it", async () => {
    await approvals.approve(tenant, approvalOf());
    const later = approvalOf({ userIds: [userId("rc-1009")], validUntil: "2026-03-06T09:00:00.000Z" });
    expect(await approvals.approve(tenant, later)).toBe("approved");
    expect(await approvals.find(tenant, held)).toEqual(later);
  });

  test("one that a run has used is used up, and stays as it is", async () => {
    await approvals.approve(tenant, approvalOf());
    await approvals.use(tenant, held, user);
    expect(await approvals.unused(tenant)).toEqual([]);
    expect(await approvals.approve(tenant, approvalOf({ userIds: [] }))).toBe("used");
    expect(await approvals.find(tenant, held)).toEqual(approvalOf({ usedBy: user }));
  });

  test("the same run may use it again, another may not", async () => {
    await approvals.approve(tenant, approvalOf());
    await approvals.use(tenant, held, user);
    await approvals.use(tenant, held, user);
    await expect(approvals.use(tenant, held, otherUser)).rejects.toMatchObject({ code: "INTERNAL" });
  });

  test("one that does not exist cannot be used", async () => {
    await expect(approvals.use(tenant, held, user)).rejects.toMatchObject({ code: "INTERNAL" });
    expect(await approvals.find(tenant, held)).toBeUndefined();
  });
});
