import { describe, expect, it } from "vitest";
import { failureOf, ringCentralWorld } from "./ringcentral-world.ts";

const admin = "/voice/api/integration/v1/admin";
const groups = (id: string) => `${admin}/accounts/${id}/agentGroups`;
const agents = (id: string, group: string) => `${groups(id)}/${group}/agents`;

describe("reading RingCX", () => {
  it("brings everybody, sub-accounts in the configured order", async () => {
    const world = ringCentralWorld();
    const { ringCx } = await world.connect({ subAccountIds: ["15910006", "15910001"] }).read();
    expect(ringCx.administrators).toMatchObject({ kind: "complete", records: [{ firstName: "Finn", userId: "3001" }] });
    expect(ringCx.subAccounts).toMatchObject([
      { subAccountId: "15910006", agents: { kind: "complete", records: [{ firstName: "Emi" }] } },
      {
        subAccountId: "15910001",
        agents: {
          kind: "complete",
          records: [{ firstName: "Ana" }, { firstName: "Bo" }, { firstName: "Chidi" }, { firstName: "Dora" }],
        },
      },
    ]);
  });

  it("leaves a sub-account unreadable as a whole when one of its groups fails", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: agents("15910001", "31"), fault: { kind: "status", status: 500 }, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[0]).toEqual({
      subAccountId: "15910001",
      agents: {
        kind: "unreadable",
        cause: `agent group 31 (Group 31): GET ${admin}/accounts/{subAccountId}/agentGroups/{agentGroupId}/agents answered 500 (4 tries).`,
      },
    });
    expect(ringCx.subAccounts[1]?.agents.kind).toBe("complete");
    expect(ringCx.administrators.kind).toBe("complete");
  });

  it.each([
    ["HTML", { kind: "html" }, 4],
    ["half an answer", { kind: "truncated" }, 4],
    ["an object instead of a list", { kind: "shape" }, 1],
    ["a list of which nobody has an id", { kind: "rewrite", change: () => [7] }, 1],
    ["a broken connection", { kind: "reset" }, 4],
    ["silence", { kind: "timeout" }, 4],
    ["a redirect", { kind: "redirect", location: "https://elsewhere.example/" }, 1],
    ["a 404", { kind: "status", status: 404 }, 1],
    ["a 400", { kind: "status", status: 400 }, 1],
  ] as const)("takes %s for unreadable, not for empty", async (_, fault, tries) => {
    const world = ringCentralWorld();
    const when = `${admin}/users/99990033`;
    world.core.faults.add({ when, fault, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.administrators.kind).toBe("unreadable");
    expect(world.sent().filter((line) => line === `GET ${when}`)).toHaveLength(tries);
  });

  it("counts the records of a list that name nobody, up to a tenth of it", async () => {
    const world = ringCentralWorld();
    const line = (agentId: number) => ({ agentId, agentType: "AGENT", isActive: true });
    const lists: Record<string, unknown[]> = {
      "30": [...Array.from({ length: 9 }, (_, index) => line(index + 1)), null],
      "31": [line(20)],
    };
    for (const [group, body] of Object.entries(lists)) {
      const when = agents("15910001", group);
      world.core.faults.add({ when, fault: { kind: "rewrite", change: () => body }, times: "always" });
    }
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[0]?.agents).toMatchObject({ kind: "complete", records: { length: 10 }, nameless: 1 });
    expect(ringCx.subAccounts[1]?.agents).not.toHaveProperty("nameless");
    lists["31"]?.push({ firstName: "Ana", agentId: "x" });
    const again = (await world.connect().read()).ringCx.subAccounts[0]?.agents;
    expect(again).toEqual({
      kind: "unreadable",
      cause: `agent group 31 (Group 31): GET ${admin}/accounts/{subAccountId}/agentGroups/{agentGroupId}/agents: 1 of 2 records have no usable id.`,
    });
  });

  it("reads administrators that are nested below others, and who is not enabled", async () => {
    const world = ringCentralWorld();
    const children = [{ userId: 3101, rcUserId: 5, firstName: "Gil", enabled: false, children: [{ userId: 3102 }] }];
    const change = (body: unknown) => (body as object[]).map((line) => ({ ...line, children }));
    world.core.faults.add({ when: `${admin}/users/99990033`, fault: { kind: "rewrite", change }, times: "always" });
    const { administrators } = (await world.connect().read()).ringCx;
    expect(administrators).toMatchObject({
      kind: "complete",
      records: [
        { userId: "3001", firstName: "Finn" },
        { userId: "3101", rcUserId: "5", firstName: "Gil", enabled: false },
        { userId: "3102" },
      ],
    });
  });

  it("names WFO_ACCESS when it is missing in one sub-account", async () => {
    const world = ringCentralWorld();
    world.organisation.subAccount("15910006").wfoAccess = false;
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[1]?.agents).toEqual({
      kind: "unreadable",
      cause: `GET ${admin}/accounts/{subAccountId}/agentGroups answered 403.`,
      missingPermission: expect.stringMatching(/^WFO_ACCESS.*subAccountIds/),
      advice: expect.stringContaining("WFO_ACCESS"),
      refusal: 403,
    });
    expect(ringCx.subAccounts[0]?.agents.kind).toBe("complete");
  });

  it("does not read a sub-account that the account does not list", async () => {
    const world = ringCentralWorld();
    const { ringCx } = await world.connect({ subAccountIds: ["15910001", "159100099"] }).read();
    expect(ringCx.subAccounts[1]?.agents).toEqual({
      kind: "unreadable",
      cause: "The account does not list sub-account 159100099.",
      refusal: "not-listed",
    });
    expect(world.sent().join()).not.toContain("159100099");
  });

  it("does not read a sub-account that the account lists as inactive", async () => {
    const world = ringCentralWorld();
    world.organisation.subAccount("15910006").isActive = false;
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[1]?.agents).toEqual({
      kind: "unreadable",
      cause: "The account lists as inactive sub-account 15910006.",
      refusal: "not-listed",
    });
    expect(world.sent()).not.toContain(`GET ${groups("15910006")}`);
  });

  it("finds every sub-account unreadable when their list is", async () => {
    const world = ringCentralWorld();
    const when = `${admin}/accounts/99990033/subaccounts`;
    world.core.faults.add({ when, fault: { kind: "html" }, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.administrators.kind).toBe("complete");
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["unreadable", "unreadable"]);
  });

  it("reads a sub-account once more when a group goes away meanwhile", async () => {
    const world = ringCentralWorld();
    const end = world.core.onRequest(agents("15910001", "30"), () => {
      world.organisation.subAccount("15910001").groups.delete(31);
      end();
    });
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[0]?.agents).toMatchObject({
      kind: "complete",
      records: [{ firstName: "Ana" }, { firstName: "Bo" }],
    });
    expect(world.sent().filter((line) => line === `GET ${groups("15910001")}`)).toHaveLength(2);
  });

  it("finds a sub-account unreadable whose group is listed but never there", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: agents("15910001", "31"), fault: { kind: "status", status: 404 }, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts[0]?.agents.kind).toBe("unreadable");
    expect(world.sent().filter((line) => line === `GET ${groups("15910001")}`)).toHaveLength(2);
  });

  it("begins no further group once one has failed", async () => {
    const world = ringCentralWorld();
    for (let id = 1_000; id < 1_100; id += 1) world.organisation.addGroup({ subAccountId: "15910001", id });
    world.core.faults.add({ when: agents("15910001", "30"), fault: { kind: "status", status: 403 }, times: 1 });
    await world.connect().read();
    const read = world.sent().filter((line) => line.startsWith(`GET ${groups("15910001")}/`));
    expect(read.length).toBeLessThan(20);
  });

  it("loses nobody but the one whose line is malformed", async () => {
    const world = ringCentralWorld();
    const spoil = (body: unknown) =>
      (body as Record<string, unknown>[]).map((row, index) => (index === 0 ? { ...row, agentId: {} } : row));
    world.core.faults.add({ when: agents("15910001", "30"), fault: { kind: "rewrite", change: spoil }, times: 1 });
    const { ringCx } = await world.connect().read();
    const records = ringCx.subAccounts[0]?.agents.kind === "complete" ? ringCx.subAccounts[0].agents.records : [];
    expect(records.map(({ faults }) => faults)).toEqual([["agentId is not an id"], undefined, undefined, undefined]);
  });

  it("is rejected with the causes when every list is refused", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: `${admin}/**`, fault: { kind: "status", status: 403 }, times: "always" });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCX_REJECTED",
      details: {
        causes: [
          `main: GET ${admin}/users/{mainAccountId} answered 403.`,
          `sub:15910001: GET ${admin}/accounts/{mainAccountId}/subaccounts answered 403.`,
          `sub:15910006: GET ${admin}/accounts/{mainAccountId}/subaccounts answered 403.`,
        ],
      },
    });
  });

  it("lets no account id lead to another path", async () => {
    const world = ringCentralWorld();
    await world
      .connect({ mainAccountId: "1/../2?x=1#y" })
      .read()
      .catch(() => undefined);
    expect(world.sent()).toContain(`GET ${admin}/users/1%2F..%2F2%3Fx%3D1%23y`);
    const { ringCx } = await world
      .connect({ mainAccountId: ".." })
      .read()
      .catch(() => ({ ringCx: undefined }));
    expect(ringCx).toBeUndefined();
    expect(world.sent().some((line) => line.endsWith("/admin/"))).toBe(false);
  });
});

describe("RingCX over the limit", () => {
  it("is left alone by everybody after a 429 until the wait it asks for is over", async () => {
    const world = ringCentralWorld();
    for (let id = 1_000; id < 1_020; id += 1) world.organisation.addGroup({ subAccountId: "15910001", id });
    const fault = { kind: "status", status: 429, retryAfterSeconds: 30 } as const;
    world.core.faults.add({ when: agents("15910001", "1003"), fault, times: 1 });
    const directory = world.connect();
    const { ringCx } = await directory.read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
    const refused = world.core.requests.filter(({ status }) => status === 429);
    expect(directory.calls().throttled).toBe(refused.length);
    const penaltyFrom = refused[0]?.at ?? 0;
    const later = world.core.requests.filter(({ at, host }) => host === "ringcx" && at > penaltyFrom);
    expect(later.length).toBeGreaterThan(10);
    expect(Math.min(...later.map(({ at }) => at))).toBeGreaterThanOrEqual(penaltyFrom + 30_000);
  });

  it("is read to the end although somebody else had just used up the limit", async () => {
    const world = ringCentralWorld();
    for (let used = 0; used < 120; used += 1) world.core.limits.admit("ringcx");
    const { ringCx } = await world.connect().read();
    expect(ringCx.administrators.kind).toBe("complete");
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
  });
});
