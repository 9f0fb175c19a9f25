import { describe, expect, it } from "vitest";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

/** The small organisation, and what RingCentral says about it at any moment. */
function story() {
  const people = smallOrganisation();
  const { organisation } = people;
  const session = SimulatorSession.signedIn(new SimulatorCore({ organisation, limits: "off" }));
  const list = (body: string): { rcUserId?: number; agentId: number; email?: string; agentType: string }[] =>
    JSON.parse(body);
  const agents = (subAccountId: string) =>
    [...organisation.subAccount(subAccountId).groups.keys()].flatMap((group) =>
      list(session.ringCx(`/accounts/${subAccountId}/agentGroups/${group}/agents`).body),
    );
  const extension = (id: number | undefined) =>
    JSON.parse(session.ringEx("/extension").body).records.find((record: { id: number }) => record.id === id);
  const administrators = () => list(session.ringCx("/users/99990033").body).map((line) => line.rcUserId);
  return { ...people, session, agents, extension, administrators };
}

describe("what happens to people", () => {
  it("a hire gets an extension and a seat", () => {
    const { organisation, agents, extension } = story();
    const newcomer = organisation.hire({ firstName: "翔太", lastName: "佐藤", subAccountId: "15910002", groupId: 41 });
    expect(agents("15910002").at(-1)).toMatchObject({ rcUserId: newcomer.rcUserId, agentGroupId: 41 });
    expect(extension(newcomer.rcUserId)).toMatchObject({ status: "Enabled", name: "翔太 佐藤" });
  });

  it("a marriage shows in RingCX and in RingEX", () => {
    const { organisation, agent, agents, extension } = story();
    organisation.rename(agent, { lastName: "Núñez", email: "jose.nunez@aurelia.example" });
    expect(agents("15910001").filter((line) => line.email === "jose.nunez@aurelia.example")).toHaveLength(2);
    expect(extension(agent.rcUserId).contact).toMatchObject({ lastName: "Núñez", firstName: "José" });
  });

  it("a promotion makes every seat a supervisor's", () => {
    const { organisation, agent, agents } = story();
    organisation.promoteToSupervisor(agent);
    expect(agents("15910001").map((line) => line.agentType)).toEqual(["SUPERVISOR", "SUPERVISOR", "SUPERVISOR"]);
  });

  it("an administrator is appointed once and dismissed", () => {
    const { organisation, agent, administrator, administrators } = story();
    organisation.makeAdministrator(agent);
    organisation.makeAdministrator(agent);
    expect(administrators()).toEqual([administrator.rcUserId, agent.rcUserId]);
    organisation.dismissAdministrator(agent);
    expect(administrators()).toEqual([administrator.rcUserId]);
  });

  it("revoked WEM takes the seats and the role, and leaves the extension", () => {
    const { organisation, supervisor, agents, extension } = story();
    organisation.revokeWem(supervisor, "AccessWem");
    expect(agents("15910001").map((line) => line.rcUserId)).not.toContain(supervisor.rcUserId);
    expect(extension(supervisor.rcUserId).status).toBe("Enabled");
    expect(supervisor.roles).toEqual(["7"]);
    organisation.comeBack(supervisor);
    expect(supervisor.roles).toEqual(["3", "7"]);
  });

  it("an assigned role shows at once", () => {
    const { organisation, session, administrator } = story();
    const holders = () =>
      JSON.parse(session.ringEx("/assigned-role").body).records.map((record: { roles: { id: string }[] }) =>
        record.roles.map((role) => role.id),
      );
    expect(holders()).toEqual([["3"], ["3"], ["1"]]);
    administrator.roles = ["1", "3"];
    expect(holders()).toEqual([["3"], ["3"], ["1", "3"]]);
    organisation.leave(administrator);
    expect(holders()).toEqual([["3"], ["3"]]);
  });

  it("a leaver is gone everywhere and comes back as the same agent", () => {
    const { organisation, agent, agents, extension } = story();
    const before = agents("15910001");
    organisation.leave(agent);
    expect(agents("15910001")).toHaveLength(1);
    expect(extension(agent.rcUserId)).toBeUndefined();
    organisation.comeBack(agent);
    expect(agents("15910001")).toEqual(before);
    expect(extension(agent.rcUserId).status).toBe("Enabled");
  });

  it("a disabled extension keeps the seats", () => {
    const { organisation, agent, agents, extension } = story();
    organisation.leave(agent, "extension-disabled");
    expect(extension(agent.rcUserId).status).toBe("Disabled");
    expect(agents("15910001")).toHaveLength(3);
    organisation.comeBack(agent);
    expect(extension(agent.rcUserId).status).toBe("Enabled");
    expect(agents("15910001")).toHaveLength(3);
  });

  it("a rehire has another RingCentral id and other agent ids", () => {
    const { organisation, agent, extension } = story();
    const before = { rcUserId: agent.rcUserId, agentId: agent.seats[0]?.agentId };
    organisation.leave(agent);
    organisation.comeBack(agent, "new-id");
    expect(agent.rcUserId).not.toBe(before.rcUserId);
    expect(new Set(agent.seats.map((seat) => seat.agentId)).size).toBe(1);
    expect(agent.seats[0]?.agentId).not.toBe(before.agentId);
    expect([extension(before.rcUserId), extension(agent.rcUserId)?.status]).toEqual([undefined, "Enabled"]);
  });

  it("a move between sub-accounts brings another agent id, one between groups does not", () => {
    const { organisation, supervisor, agents } = story();
    const agentId = supervisor.seats[0]?.agentId;
    organisation.moveBetweenGroups(supervisor, { subAccountId: "15910001", from: 30, to: 31 });
    expect(supervisor.seats).toMatchObject([{ groupId: 31, agentId }]);
    organisation.moveBetweenSubAccounts(supervisor, { from: "15910001", to: "15910002" });
    expect(supervisor.seats).toMatchObject([{ subAccountId: "15910002", groupId: 40, agentType: "SUPERVISOR" }]);
    expect(supervisor.seats[0]?.agentId).not.toBe(agentId);
    expect(agents("15910001").map((line) => line.rcUserId)).not.toContain(supervisor.rcUserId);
  });

  it("an emptied sub-account lists its groups and nobody in them, until it is refilled", () => {
    const { organisation, session, agents } = story();
    const before = agents("15910001");
    const people = organisation.emptySubAccount("15910001");
    expect(people).toHaveLength(2);
    expect(agents("15910001")).toEqual([]);
    expect(JSON.parse(session.ringCx("/accounts/15910001/agentGroups").body)).toHaveLength(2);
    expect(agents("15910002")).toHaveLength(1);
    organisation.refillSubAccount("15910001", people);
    expect(agents("15910001")).toEqual(before);
  });

  it("extensions stay in the order of their ids whoever comes and goes", () => {
    const { organisation, agent, supervisor } = story();
    organisation.leave(supervisor);
    organisation.leave(agent);
    organisation.comeBack(supervisor);
    organisation.comeBack(agent);
    const ids = organisation.extensions.map((extension) => extension.id);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(ids).toHaveLength(4);
  });
});
