import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbApprovals } from "#shared/adapters/dynamodb/dynamodb-approvals.ts";
import { runId, type TenantId, tenantId, userId } from "#shared/domain/ids.ts";
import { type HeldDecision, saysOf } from "#shared/domain/safeguards/held-decision.ts";
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

const hourMs = 3_600_000;
const held = runId("01JRUN00000000000000000000");
const user = runId("01JRUN0000000000000000000A");
const otherUser = runId("01JRUN0000000000000000000B");
const [one, two, three] = [userId("rc-1009"), userId("rc-1010"), userId("rc-1011")];
const made = new Date("2026-03-02T09:00:00.000Z");
const after = (hours: number) => new Date(made.getTime() + hours * hourMs);

const decisionOf = (fields: Partial<HeldDecision> = {}): HeldDecision => ({
  kind: "approval",
  runId: held,
  digest: "d".repeat(64),
  by: "arn:aws:iam::111122223333:user/on-call",
  at: made.toISOString(),
  ...fields,
});
const approval = decisionOf();
const refusal = decisionOf({ kind: "refusal" });

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
    expect(await approvals.inForce(tenant, made)).toEqual([]);
  });

  test.each([approval, refusal, decisionOf({ userIds: [one, two] }), decisionOf({ kind: "refusal", except: [one] })])(
    "a decision is found as it was given, by its own tenant alone",
    async (decision) => {
      expect(await approvals.decide(tenant, decision)).toBe("decided");
      expect(await approvals.find(tenant, held)).toEqual(decision);
      expect(await approvals.inForce(tenant, made)).toEqual([decision]);
      expect(await approvals.inForce(tenantId(`${tenant}-b`), made)).toEqual([]);
    },
  );

  test("those of several runs come in the order of the runs, whatever they say", async () => {
    await approvals.decide(tenant, decisionOf({ runId: otherUser }));
    await approvals.decide(tenant, decisionOf({ runId: held, kind: "refusal" }));
    await approvals.decide(tenant, decisionOf({ runId: user }));
    expect((await approvals.inForce(tenant, made)).map(({ runId }) => runId)).toEqual([held, user, otherUser]);
  });

  test("an approval holds for 72 hours, a refusal for 30 days, and neither before it was made", async () => {
    await approvals.decide(tenant, approval);
    await approvals.decide(tenant, decisionOf({ runId: user, kind: "refusal" }));
    const kindsAt = async (hours: number) =>
      (await approvals.inForce(tenant, after(hours))).map(({ kind }) => kind).toSorted();
    expect(await kindsAt(-1)).toEqual([]);
    expect(await kindsAt(71.9)).toEqual(["approval", "refusal"]);
    expect(await kindsAt(72)).toEqual(["refusal"]);
    expect(await kindsAt(30 * 24 - 1)).toEqual(["refusal"]);
    expect(await kindsAt(30 * 24)).toEqual([]);
    expect(await approvals.find(tenant, held)).toEqual(approval);
  });

  test.each([
    ["an approval by a refusal", approval, decisionOf({ kind: "refusal", userIds: [one] })],
    ["a refusal by an approval", refusal, decisionOf({ except: [one] })],
    ["an approval by another one", approval, decisionOf({ userIds: [two] })],
  ])("a later word about the same list replaces the earlier: %s", async (_what, before, later) => {
    await approvals.decide(tenant, before);
    const { at } = decisionOf({ at: after(1).toISOString() });
    expect(await approvals.decide(tenant, { ...later, at })).toBe("decided");
    expect(await approvals.find(tenant, held)).toEqual({ ...later, at });
    expect(await approvals.inForce(tenant, after(2))).toEqual([{ ...later, at }]);
    // Nothing is left behind it, whatever the clocks of those who decide say.
    expect(await approvals.inForce(tenant, made)).toEqual([]);
  });

  test.each(["approval", "refusal"] as const)("what a run has used stands against a later %s", async (kind) => {
    await approvals.decide(tenant, approval);
    await approvals.use(tenant, held, { usedBy: user });
    expect(await approvals.decide(tenant, decisionOf({ kind, userIds: [one], at: after(1).toISOString() }))).toBe(
      "used",
    );
    expect(await approvals.find(tenant, held)).toEqual({ ...approval, usedBy: user });
    expect(await approvals.inForce(tenant, after(2))).toEqual([{ ...approval, usedBy: user }]);
  });

  test("the run that used it goes on with it, and so does the one that resumes that run; no other", async () => {
    await approvals.decide(tenant, approval);
    await approvals.use(tenant, held, { usedBy: user });
    await approvals.use(tenant, held, { usedBy: user });
    await expect(approvals.use(tenant, held, { usedBy: otherUser })).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(approvals.use(tenant, held, { usedBy: otherUser, before: held })).rejects.toMatchObject({
      code: "INTERNAL",
    });
    await approvals.use(tenant, held, { usedBy: otherUser, before: user });
    expect(await approvals.find(tenant, held)).toMatchObject({ usedBy: otherUser });
  });

  test("what does not exist, was refused or was replaced since it was read cannot be used", async () => {
    const lost = expect.objectContaining({ code: "INTERNAL" });
    await expect(approvals.use(tenant, held, { usedBy: user })).rejects.toEqual(lost);
    expect(await approvals.find(tenant, held)).toBeUndefined();
    await approvals.decide(tenant, approval);
    await approvals.decide(tenant, decisionOf({ userIds: [one], at: after(1).toISOString() }));
    await expect(approvals.use(tenant, held, { usedBy: user, at: approval.at })).rejects.toEqual(lost);
    await approvals.decide(tenant, decisionOf({ kind: "refusal", at: after(2).toISOString() }));
    await expect(approvals.use(tenant, held, { usedBy: user })).rejects.toEqual(lost);
    expect(await approvals.find(tenant, held)).toMatchObject({ kind: "refusal" });
  });

  describe("of an approval of a part", () => {
    const part = decisionOf({ userIds: [one] });
    const says = async (now: Date) =>
      (await approvals.inForce(tenant, now)).map((decision) => [one, two].map((id) => saysOf(decision, id)));

    test("the refusal of the rest lasts as long as any other, also when a run has used it", async () => {
      await approvals.decide(tenant, part);
      await approvals.use(tenant, held, { usedBy: user });
      expect(await says(after(71))).toEqual([["approved", "refused"]]);
      expect(await says(after(73))).toEqual([[undefined, "refused"]]);
      expect(await says(after(30 * 24))).toEqual([]);
    });

    test("the rest is asked again once that is taken back, and the approval stays", async () => {
      await approvals.decide(tenant, part);
      expect(await approvals.reopen(tenant, held)).toBe("rest");
      expect(await says(after(1))).toEqual([["approved", undefined]]);
      expect(await says(after(73))).toEqual([]);
      expect(await approvals.reopen(tenant, held)).toBe("nothing");
    });

    test("all but some: the rest are those", async () => {
      await approvals.decide(tenant, decisionOf({ except: [two, three] }));
      expect(await says(after(1))).toEqual([["approved", "refused"]]);
      expect(await says(after(73))).toEqual([[undefined, "refused"]]);
    });
  });

  test("a refusal that is taken back is gone; there is nothing to take back of an approval of all", async () => {
    expect(await approvals.reopen(tenant, held)).toBe("nothing");
    await approvals.decide(tenant, approval);
    expect(await approvals.reopen(tenant, held)).toBe("nothing");
    await approvals.decide(tenant, refusal);
    expect(await approvals.reopen(tenant, held)).toBe("refusal");
    expect(await approvals.find(tenant, held)).toBeUndefined();
    expect(await approvals.inForce(tenant, made)).toEqual([]);
  });
});
