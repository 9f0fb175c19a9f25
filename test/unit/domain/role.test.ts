import { describe, expect, test } from "vitest";
import type { Person } from "#shared/domain/directory/person.ts";
import type { AgentRecord } from "#shared/domain/directory/source-record.ts";
import { sourceId } from "#shared/domain/ids.ts";
import { decideRole } from "#shared/domain/scope/role.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

const seat: AgentRecord = {
  kind: "agent",
  subAccountId: "701",
  agentGroupId: "30",
  agentType: "AGENT",
  isActive: true,
};
const both: Person = {
  ...{ sourceId: sourceId("rc:1"), aliases: [], firstName: "Ana", lastName: "Sousa", administrator: true },
  ...{ seats: [seat], agentIds: [], groups: [], scopes: [], faults: [] },
};

describe("the role of an administrator whose access as an agent", () => {
  const decided = (
    agent: "yes" | "no" | "unknown",
    adminAndAgentRole: "first" | "last" | "Administrator" | "Scheduler",
  ) =>
    decideRole(both, {
      agent,
      settings: { ...exampleSettings, adminAndAgentRole, supervisorRole: "Supervisor" },
    })?.role;

  test("is not known is Administrator only where the agent side does not matter, and undecided else", () => {
    expect(decided("unknown", "first")).toBe("Administrator");
    expect(decided("unknown", "Administrator")).toBe("Administrator");
    expect(decided("unknown", "last")).toBeUndefined();
    expect(decided("unknown", "Scheduler")).toBeUndefined();
  });

  test("is known follows the setting, and without access is Administrator", () => {
    expect([decided("yes", "first"), decided("yes", "last"), decided("yes", "Scheduler")]).toEqual([
      "Administrator",
      "Agent",
      "Scheduler",
    ]);
    expect([decided("no", "last"), decided("no", "Scheduler")]).toEqual(["Administrator", "Administrator"]);
  });
});

describe("the role of an agent", () => {
  const rule = (agentType: AgentRecord["agentType"]) =>
    decideRole(
      { ...both, administrator: false, seats: [{ ...seat, agentType }] },
      { agent: "yes", settings: exampleSettings },
    )?.rule;

  test("comes with the rule that decided", () => {
    expect(rule("AGENT")).toBe("agent without a supervisor's seat");
    expect(rule("SUPERVISOR")).toBe("agent with a supervisor's seat, supervisorRole = Agent");
  });
});
