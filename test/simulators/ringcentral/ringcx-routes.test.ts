import { describe, expect, it } from "vitest";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function small() {
  const people = smallOrganisation();
  const core = new SimulatorCore({ organisation: people.organisation, limits: "off", now: () => 1_611_847_650_696 });
  return { ...people, session: SimulatorSession.signedIn(core) };
}

describe("administrators", () => {
  it("are those of the main account, with the id that RingEX knows them by", () => {
    const { session, administrator } = small();
    expect(JSON.parse(session.ringCx("/users/99990033").body)).toEqual([
      {
        rcUserId: administrator.rcUserId,
        userId: 3001,
        firstName: "Hélène",
        lastName: "D'Aubigné",
        email: "helene@aurelia.example",
        engageUserName: "user3001+99990033@login.example",
        userName: "user3001+99990033+eo1@login.example",
        parentPath: "2181.2979.99990033",
        envID: "eo1",
      },
    ]);
  });

  it("are unknown to another main account", () => {
    const answer = small().session.ringCx("/users/99990034");
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      404,
      {
        details: "The resource you have requested does not exist",
        generalMessage: "The resource you have requested does not exist",
        requestUri: "voice/api/integration/v1/admin/users/99990034 - GET",
        timestamp: 1_611_847_650_696,
      },
    ]);
  });

  it("need WFO_ACCESS in the main account, and so do its sub-accounts", () => {
    const { session, organisation } = small();
    organisation.mainWfoAccess = false;
    const answer = session.ringCx("/users/99990033");
    expect([answer.status, JSON.parse(answer.body).developerMessage]).toEqual([403, "Access is denied"]);
    expect(session.ringCx("/accounts/99990033/subaccounts").status).toBe(403);
  });
});

describe("sub-accounts", () => {
  it("are listed with their state, unless the account no longer lists them", () => {
    const { session, organisation } = small();
    organisation.subAccount("15910001").isActive = false;
    const listed = () => JSON.parse(session.ringCx("/accounts/99990033/subaccounts").body);
    expect(listed()).toEqual([
      { subAccountId: "15910001", subAccountName: "Site 1", isActive: false },
      { subAccountId: "15910002", subAccountName: "Site 2", isActive: true },
    ]);
    organisation.subAccount("15910002").isListed = false;
    expect(listed()).toHaveLength(1);
  });

  it("refuse those without WFO_ACCESS, each for itself", () => {
    const { session, organisation } = small();
    organisation.subAccount("15910001").wfoAccess = false;
    const answer = session.ringCx("/accounts/15910001/agentGroups");
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      403,
      { generalMessage: "You do not have permission to access this resource", developerMessage: "Access is denied" },
    ]);
    expect(session.ringCx("/accounts/15910001/agentGroups/30/agents").status).toBe(403);
    expect(session.ringCx("/accounts/15910002/agentGroups").status).toBe(200);
  });

  it("do not exist when unlisted or unknown", () => {
    const { session, organisation } = small();
    organisation.subAccount("15910001").isListed = false;
    expect(session.ringCx("/accounts/15910001/agentGroups").status).toBe(404);
    expect(session.ringCx("/accounts/15919999/agentGroups").status).toBe(404);
    expect(session.ringCx("/accounts/15919999/agentGroups/30/agents").status).toBe(404);
  });

  it("look empty when inactive", () => {
    const { session, organisation } = small();
    organisation.subAccount("15910001").isActive = false;
    expect(session.ringCx("/accounts/15910001/agentGroups").body).toBe("[]");
    expect(session.ringCx("/accounts/15910001/agentGroups/30/agents").body).toBe("[]");
  });
});

describe("agents", () => {
  it("are listed by group, with numbers for ids", () => {
    const { session, supervisor, agent } = small();
    expect(JSON.parse(session.ringCx("/accounts/15910001/agentGroups").body)).toEqual([
      { agentGroupId: 30, groupName: "Team 30" },
      { agentGroupId: 31, groupName: "Team 31" },
    ]);
    const agents = JSON.parse(session.ringCx("/accounts/15910001/agentGroups/30/agents").body);
    expect(agents).toMatchObject([
      { rcUserId: supervisor.rcUserId, agentId: 1386001, agentType: "SUPERVISOR", superviseeAgentIds: [1386002] },
      { rcUserId: agent.rcUserId, agentId: 1386002, agentType: "AGENT", isActive: true, supervisorAgentIds: [1386001] },
    ]);
  });

  it("keep one agent id in all groups of a sub-account", () => {
    const { session, agent } = small();
    const [there] = JSON.parse(session.ringCx("/accounts/15910001/agentGroups/31/agents").body);
    expect(there).toMatchObject({ rcUserId: agent.rcUserId, agentId: agent.seats[0]?.agentId, agentGroupId: 31 });
  });

  it("lack the fields of what they lack", () => {
    const [stranger] = JSON.parse(small().session.ringCx("/accounts/15910002/agentGroups/40/agents").body);
    expect(stranger).toMatchObject({ firstName: "Ngozi", lastName: "Okonkwo" });
    expect(stranger).not.toHaveProperty("rcUserId");
    expect(stranger).not.toHaveProperty("email");
  });

  it("are refused for a group that is no number, and unknown for a group of another sub-account", () => {
    const { session } = small();
    expect(session.ringCx("/accounts/15910001/agentGroups/x/agents").status).toBe(400);
    expect(session.ringCx("/accounts/15910001/agentGroups/40/agents").status).toBe(404);
  });
});

describe("RingCX paths", () => {
  it.each([
    ["POST", "/voice/api/integration/v1/admin/users/99990033"],
    ["GET", "/voice/api/integration/v1/admin/users"],
    ["GET", "/api/auth/token/refresh"],
    ["GET", "/restapi/v1.0/account/~/extension"],
  ])("answer %s %s with the published 404", (method, path) => {
    const { session } = small();
    const headers = { authorization: `Bearer ${session.ringCxToken}` };
    const answer = session.send({ host: "ringcx", method, path, headers });
    expect([answer.status, JSON.parse(answer.body).requestUri]).toEqual([404, `${path.slice(1)} - ${method}`]);
  });
});
