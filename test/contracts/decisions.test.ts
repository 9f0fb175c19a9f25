import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbDecisions } from "#shared/adapters/dynamodb/dynamodb-decisions.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import type { ConflictDecision } from "#shared/domain/roster/change.ts";
import type { Decisions } from "#shared/ports/decisions.ts";
import { FakeDecisions } from "#test/fakes/fake-decisions.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly decisions: Decisions;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake decisions": async () => ({ decisions: new FakeDecisions(), close: async () => undefined }),
  "DynamoDB decisions": async () => {
    const aws = await startSimulatedAws();
    return { decisions: new DynamoDbDecisions(aws.table("approvals")), close: aws.close };
  },
};

const handedOn = sourceId("rc:1009");
const agent = sourceId("cx-agent:701:51");
const decided: ConflictDecision = {
  kind: "new",
  userId: userId("rc-1009-2"),
  seen: { firstName: "Zoë", lastName: "Okafor Lindqvist", email: "zoe@sales.example" },
  by: "arn:aws:iam::111122223333:user/lead",
  at: "2026-03-02T02:00:00.000Z",
};
const same: ConflictDecision = {
  kind: "same",
  seen: { firstName: "", lastName: "Okafor" },
  by: "lead",
  at: "2026-03-02T02:00:01.000Z",
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let decisions: Decisions;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
    decisions = subject.decisions;
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("nobody has decided anything at first", async () => {
    expect(await decisions.list(tenant)).toEqual(new Map());
  });

  test("come back as they were made, by source id, with and without a user and an e-mail", async () => {
    await decisions.decide(tenant, handedOn, decided);
    await decisions.decide(tenant, agent, same);
    expect([...(await decisions.list(tenant))].sort()).toStrictEqual([
      [agent, same],
      [handedOn, decided],
    ]);
  });

  test("are one for each identity: a later one takes the place of the earlier", async () => {
    await decisions.decide(tenant, handedOn, decided);
    await decisions.decide(tenant, handedOn, same);
    expect(await decisions.list(tenant)).toStrictEqual(new Map([[handedOn, same]]));
  });

  test("of one tenant are nobody else's", async () => {
    await decisions.decide(tenant, handedOn, decided);
    expect(await decisions.list(tenantId("another"))).toEqual(new Map());
    expect(await decisions.takeBack(tenantId("another"), handedOn)).toBe(false);
  });

  test("can be taken back once, each by itself", async () => {
    await decisions.decide(tenant, handedOn, decided);
    await decisions.decide(tenant, agent, same);
    expect(await decisions.takeBack(tenant, handedOn)).toBe(true);
    expect(await decisions.takeBack(tenant, handedOn)).toBe(false);
    expect(await decisions.list(tenant)).toStrictEqual(new Map([[agent, same]]));
  });

  test("are not changed by what becomes of the list or of what was handed in", async () => {
    const handedIn = { ...decided, seen: { ...decided.seen } };
    await decisions.decide(tenant, handedOn, handedIn);
    handedIn.seen.lastName = "Other";
    ((await decisions.list(tenant)) as Map<typeof agent, ConflictDecision>).set(agent, same);
    expect(await decisions.list(tenant)).toStrictEqual(new Map([[handedOn, decided]]));
  });
});

describe("a decision that was written by hand", () => {
  test("decides nothing where something of it is missing or not understood", async () => {
    const aws = await startSimulatedAws();
    try {
      const tenant = tenantId("by-hand");
      const item = { tenantId: tenant, kind: "same", seen: { firstName: "Ana", lastName: "Sousa" }, at: same.at };
      const put = (id: string, edit: object) => aws.putItem("approvals", { ...item, entry: `decision#${id}`, ...edit });
      await put("rc:1", {});
      await put("rc:2", { kind: "maybe" });
      await put("rc:3", { seen: "Ana Sousa" });
      await put("rc:4", { seen: null });
      await put("rc:5", { at: 20260302 });
      await put("rc:6", { seen: ["Ana"] });
      await put("rc:7", { userId: 7, by: 7 });
      const { kind, seen, at } = item;
      expect(await new DynamoDbDecisions(aws.table("approvals")).list(tenant)).toStrictEqual(
        new Map([
          [sourceId("rc:1"), { kind, seen, by: "", at }],
          [sourceId("rc:7"), { kind, seen, by: "", at }],
        ]),
      );
    } finally {
      await aws.close();
    }
  });
});
