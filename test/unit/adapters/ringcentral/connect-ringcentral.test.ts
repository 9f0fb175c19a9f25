import { describe, expect, it } from "vitest";
import type { RingCentralWorld } from "./ringcentral-world.ts";
import { failureOf, ringCentralWorld } from "./ringcentral-world.ts";

const admin = "/voice/api/integration/v1/admin";

/** Adds groups of nobody, so that a reading needs more calls. */
function addGroups(world: RingCentralWorld, count: number): void {
  for (let id = 1_000; id < 1_000 + count; id += 1) world.organisation.addGroup({ subAccountId: "15910001", id });
}

describe("a reading without trouble", () => {
  it("takes the minimum of calls: login, exchange, administrators, sub-accounts, groups, agents, extensions", async () => {
    const world = ringCentralWorld();
    const directory = world.connect();
    await directory.read();
    expect(world.sent().toSorted()).toEqual(
      [
        "POST /restapi/oauth/token",
        "POST /api/auth/login/rc/accesstoken?includeRefresh=true",
        `GET ${admin}/users/99990033`,
        `GET ${admin}/accounts/99990033/subaccounts`,
        `GET ${admin}/accounts/15910001/agentGroups`,
        `GET ${admin}/accounts/15910001/agentGroups/30/agents`,
        `GET ${admin}/accounts/15910001/agentGroups/31/agents`,
        `GET ${admin}/accounts/15910006/agentGroups`,
        `GET ${admin}/accounts/15910006/agentGroups/40/agents`,
        "GET /restapi/v1.0/account/~/extension?perPage=1000&page=1",
      ].toSorted(),
    );
    expect(directory.calls()).toEqual({ ringCentral: 2, ringCx: 8, throttled: 0 });
    expect(directory.ringCxCallsOfFirstReading()).toBe(7);
  });

  it("knows at any moment how many calls are left, as far as the lists read so far tell", async () => {
    const world = ringCentralWorld();
    const directory = world.connect();
    const known: number[] = [];
    world.core.onRequest("**", () => {
      const { ringCentral, ringCx } = directory.calls();
      known.push(ringCentral + ringCx + directory.callsLeft());
    });
    await directory.read();
    // Groups are known when the list of groups is there.
    expect(known.at(-1)).toBe(10);
    expect(known).toEqual(known.toSorted((one, other) => one - other));
    expect(directory.callsLeft()).toBe(0);
  });

  it("takes no call at all to connect", () => {
    const world = ringCentralWorld();
    expect(world.connect().calls()).toEqual({ ringCentral: 0, ringCx: 0, throttled: 0 });
    expect(world.sent()).toEqual([]);
  });

  it("stays within the limits of RingCX when there are more groups than calls in a minute", async () => {
    const world = ringCentralWorld();
    addGroups(world, 300);
    const directory = world.connect();
    const { ringCx } = await directory.read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
    expect(directory.calls()).toEqual({ ringCentral: 2, ringCx: 308, throttled: 0 });
    expect(world.clock.now().toISOString()).toBe("2026-03-02T02:02:00.002Z");
  });

  it("of a hundred thousand extensions takes one call for each thousand, within the limit", async () => {
    const world = ringCentralWorld();
    for (let count = 0; count < 99_994; count += 1) {
      world.organisation.addServiceExtension({ name: "Queue", type: "Department" });
    }
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions).toMatchObject({ kind: "complete" });
    expect(world.sent().filter((line) => line.includes("/extension"))).toHaveLength(100);
    expect(world.core.requests.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe("a second reading", () => {
  it("repeats only what is asked for, with the same login and without the list of sub-accounts", async () => {
    const world = ringCentralWorld();
    const directory = world.connect();
    await directory.read();
    const before = world.sent().length;
    const again = await directory.readAgain({ main: false, subAccountIds: ["15910006"] });
    expect(world.sent().slice(before)).toEqual([
      `GET ${admin}/accounts/15910006/agentGroups`,
      `GET ${admin}/accounts/15910006/agentGroups/40/agents`,
    ]);
    expect(again.administrators).toEqual({ kind: "not-configured" });
    expect(again.subAccounts.map(({ subAccountId, agents }) => [subAccountId, agents.kind])).toEqual([
      ["15910001", "not-configured"],
      ["15910006", "complete"],
    ]);
    expect(directory.ringCxCallsOfFirstReading()).toBe(7);
    expect(directory.calls()).toEqual({ ringCentral: 2, ringCx: 10, throttled: 0 });
  });

  it("finds an unlisted sub-account unreadable without asking again", async () => {
    const world = ringCentralWorld();
    world.organisation.subAccount("15910006").isListed = false;
    const directory = world.connect();
    await directory.read();
    const before = world.sent().length;
    const again = await directory.readAgain({ main: true, subAccountIds: ["15910006"] });
    expect(world.sent().slice(before)).toEqual([`GET ${admin}/users/99990033`]);
    expect(again.subAccounts[1]?.agents.kind).toBe("unreadable");
  });

  it("that fails as a whole leaves its scopes unreadable instead of ending the run", async () => {
    const world = ringCentralWorld();
    const directory = world.connect();
    await directory.read();
    world.core.faults.add({ when: `${admin}/**`, fault: { kind: "status", status: 500 }, times: "always" });
    const again = await directory.readAgain({ main: true, subAccountIds: [] });
    expect(again.administrators.kind).toBe("unreadable");
  });
});

describe("a run that is short of time", () => {
  it("ends with the calls made and the calls needed, as far as known", async () => {
    const world = ringCentralWorld();
    addGroups(world, 300);
    const directory = world.connect({}, 1);
    const failure = await failureOf(directory.read());
    const callsMade = world.sent().length;
    expect(failure).toMatchObject({ code: "OUT_OF_TIME", details: { callsMade, callsNeeded: 310 } });
    expect(directory.calls()).toEqual({ ringCentral: 2, ringCx: callsMade - 2, throttled: 0 });
    expect(callsMade).toBeGreaterThan(115);
  });

  it("makes no call when no time is left", async () => {
    const world = ringCentralWorld();
    const failure = await failureOf(world.connect({}, 0).read());
    expect(failure).toMatchObject({ code: "OUT_OF_TIME", details: { callsMade: 0, callsNeeded: 7 } });
    expect(world.sent()).toEqual([]);
  });

  it("does not wait for a penalty that ends too late, and says whose it is", async () => {
    const world = ringCentralWorld();
    const fault = { kind: "status", status: 429, retryAfterSeconds: 3_600 } as const;
    world.core.faults.add({ when: "/restapi/v1.0/account/~/extension", fault, times: 1 });
    const failure = await failureOf(world.connect({}, 9).read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_UNAVAILABLE",
      message: expect.stringContaining("RingCentral asked for a wait of 60 minutes"),
    });
    expect(world.clock.now().toISOString()).toBe("2026-03-02T02:00:00.000Z");
  });

  it("sends nothing more once it has ended", async () => {
    const world = ringCentralWorld();
    addGroups(world, 300);
    await failureOf(world.connect({}, 1).read());
    const before = world.sent().length;
    await world.clock.settle();
    expect(world.sent()).toHaveLength(before);
    expect(world.clock.sleeping()).toBe(0);
  });
});

describe("two runs within a minute", () => {
  it("share the limits, since RingCentral counts them together", async () => {
    const world = ringCentralWorld();
    addGroups(world, 100);
    await world.connect().read();
    const second = world.connect();
    await second.read();
    expect(second.calls().throttled).toBe(0);
  });
});
