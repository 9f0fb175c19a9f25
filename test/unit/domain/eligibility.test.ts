import { describe, expect, test } from "vitest";
import type { Person } from "#shared/domain/directory/person.ts";
import type { RingExReading } from "#shared/domain/directory/reading.ts";
import type { AgentRecord } from "#shared/domain/directory/source-record.ts";
import { sourceId } from "#shared/domain/ids.ts";
import { eligibilityOf } from "#shared/domain/scope/eligibility.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { exampleSettings } from "#test/fixtures/settings.ts";

const seat: AgentRecord = {
  ...{ kind: "agent", subAccountId: "701", agentGroupId: "30", agentType: "AGENT", isActive: true },
};
const agent: Person = {
  ...{ sourceId: sourceId("rc:1"), aliases: [], firstName: "Ana", lastName: "Sousa", administrator: false },
  ...{ seats: [seat], agentIds: [], groups: [], scopes: [], faults: [], rcUserId: "1", extensionStatus: "Enabled" },
};
const { rcUserId: _, extensionStatus: __, ...withoutUserId } = agent;
const { extensionStatus: ___, ...notInRingEx } = agent;
const administrator: Person = { ...agent, administrator: true, seats: [] };
const byPermission = { wemAccess: "ringex-permission", wemPermissionIds: ["9"] } as const;
const ringEx: RingExReading = {
  extensions: { kind: "complete", records: [] },
  usersWithWemPermission: new Set(["1"]),
};

function eligibility(
  person: Person,
  {
    settings = {},
    lastSeenInRingEx = false,
    ...rest
  }: { settings?: Partial<Settings>; lastSeenInRingEx?: boolean; ringEx?: RingExReading } = {},
) {
  return eligibilityOf({ person, ringEx, lastSeenInRingEx, ...rest, settings: { ...exampleSettings, ...settings } });
}

describe("in scope", () => {
  test("is an active agent, whom the integration API lists", () => {
    const reason = "active agent, listed by the RingCX integration API";
    expect(eligibility(agent)).toEqual({ kind: "in", agent: "yes", reason });
  });

  test("is an administrator, with or without access as an agent", () => {
    const reason = "listed as a RingCX administrator";
    expect(eligibility(administrator)).toEqual({ kind: "in", agent: "no", reason });
    expect(eligibility({ ...agent, administrator: true })).toEqual({ kind: "in", agent: "yes", reason });
  });

  test("is an agent whose RingEX role holds the permission, where that counts", () => {
    const reason = "active agent, and a RingEX role holds the Access WEM permission";
    expect(eligibility(agent, { settings: byPermission })).toEqual({ kind: "in", agent: "yes", reason });
  });

  test("is who was never seen in RingEX or has no RingCentral user id", () => {
    expect(eligibility(notInRingEx).kind).toBe("in");
    expect(eligibility(withoutUserId, { lastSeenInRingEx: true }).kind).toBe("in");
  });
});

describe("out of scope", () => {
  test("is who has no active seat and is no administrator", () => {
    const reason = "no active seat in any agent group, and not listed as an administrator";
    expect(eligibility({ ...agent, seats: [] })).toEqual({ kind: "out", reason });
  });

  test("is an agent without the permission, or whose roles cannot be looked up without a RingCentral user id", () => {
    const settings = byPermission;
    const none: RingExReading = { ...ringEx, usersWithWemPermission: new Set() };
    expect(eligibility(agent, { settings, ringEx: none })).toEqual({
      ...{ kind: "out", reason: "none of the RingEX roles holds the Access WEM permission" },
    });
    expect(eligibility(withoutUserId, { settings })).toEqual({
      ...{ kind: "out", reason: "no RingCentral user id, hence no RingEX role with Access WEM" },
    });
  });

  test.each(["Disabled", "Unassigned"] as const)("is even an administrator with an extension that is %s", (status) => {
    expect(eligibility({ ...administrator, extensionStatus: status })).toEqual({
      ...{ kind: "out", reason: `the RingEX extension is ${status}` },
    });
  });

  test("is who was last seen in RingEX and is gone there", () => {
    const gone = { kind: "out", reason: "the RingEX extension is gone" };
    expect(eligibility(notInRingEx, { lastSeenInRingEx: true })).toEqual(gone);
  });
});

describe("not known", () => {
  const unread: RingExReading = { extensions: { kind: "unreadable", cause: "503" } };

  test("is whether an agent has access while the RingEX roles are unreadable", () => {
    const options = { settings: byPermission, ringEx: unread };
    expect(eligibility(agent, options)).toEqual({ kind: "unknown", reason: "the RingEX roles could not be read" });
    expect(eligibility({ ...agent, administrator: true }, options)).toMatchObject({ kind: "in", agent: "unknown" });
  });

  test("is whether an agent has access of whom a record of the roles was not understood, unless another one says so", () => {
    const none: RingExReading = { ...ringEx, usersWithWemPermission: new Set() };
    const about = (wemPermissionUnknown: ReadonlySet<string> | "anybody", person = agent) =>
      eligibility(person, { settings: byPermission, ringEx: { ...none, wemPermissionUnknown } });
    const unknown = { kind: "unknown", reason: "a record of the RingEX roles could not be understood" };
    expect(about(new Set(["1"]))).toEqual(unknown);
    expect(about("anybody")).toEqual(unknown);
    expect(about(new Set(["2"])).kind).toBe("out");
    expect(about("anybody", { ...agent, administrator: true })).toMatchObject({ kind: "in", agent: "unknown" });
    const holder = { settings: byPermission, ringEx: { ...ringEx, wemPermissionUnknown: "anybody" as const } };
    expect(eligibility(agent, holder)).toMatchObject({ kind: "in", agent: "yes" });
  });

  test("is who is gone in RingEX while records of it name nobody, or have no status", () => {
    const gaps: RingExReading = { extensions: { kind: "complete", records: [], nameless: 1 } };
    expect(eligibility(notInRingEx, { lastSeenInRingEx: true, ringEx: gaps }).kind).toBe("in");
    const withoutStatus: Person = { ...notInRingEx, scopes: ["ringex"] };
    expect(eligibility(withoutStatus, { lastSeenInRingEx: true }).kind).toBe("in");
  });

  test("is who is gone in RingEX while it is unreadable", () => {
    expect(eligibility(notInRingEx, { lastSeenInRingEx: true, ringEx: unread }).kind).toBe("in");
  });
});
