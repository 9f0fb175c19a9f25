import { describe, expect, it } from "vitest";
import { ringCentralWorld } from "./ringcentral-world.ts";

const admin = "/voice/api/integration/v1/admin";

describe("a reading without trouble", () => {
  it("takes the minimum of calls: login, exchange, administrators, sub-accounts, groups, agents, extensions", async () => {
    const world = ringCentralWorld();
    const directory = world.connect();
    await directory.read();
    expect([...world.sent()].sort()).toEqual(
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
      ].sort(),
    );
    expect(directory.calls()).toEqual({ ringCentral: 2, ringCx: 8, throttled: 0 });
    expect(directory.ringCxCallsOfFirstReading()).toBe(7);
  });
});
