import { describe, expect, it } from "vitest";
import type { AgentRecord } from "#shared/domain/directory/source-record.ts";
import { crew, extension, linked, personOf, seat } from "./crew.ts";
import { codesOf, SyncWorld } from "./sync-world.ts";

/** Member 2 beside others in sub-account 701; members 1 and 2 are in the roster. */
function worldWith(...agents: readonly AgentRecord[]): SyncWorld {
  const subAccounts = { "701": [seat(1), ...agents], "702": [] };
  const world = new SyncWorld({ ...crew(1, 2, 9), subAccounts });
  for (const n of [1, 2]) world.user(linked(n));
  return world;
}

function withBrokenId(n: number, changed: Partial<AgentRecord> = {}): AgentRecord {
  const { rcUserId: _, ...broken } = seat(n, { ...changed, faults: ["rcUserId is not an id"] });
  return broken;
}

describe("a record whose RingCentral user id is broken", () => {
  it("does not deactivate the user who has its name or its e-mail", async () => {
    const { email: _, ...withoutEmail } = withBrokenId(2);
    for (const record of [withoutEmail, withBrokenId(2, { firstName: "Other" })]) {
      const world = worldWith(record);
      const run = await world.run();
      expect([codesOf(run), world.stored("rc-2")?.status]).toEqual([["CONFLICT"], "Active"]);
    }
  });

  it("does so in the second reading as well", async () => {
    const world = worldWith();
    world.directory.beforeReadAgain = () => {
      const subAccounts = { "701": [seat(1), withBrokenId(2)], "702": [] };
      world.directory.organisation = { ...world.directory.organisation, subAccounts };
    };
    await world.run();
    expect([world.directory.readingsAgain.length, world.stored("rc-2")?.status]).toEqual([1, "Active"]);
  });

  it("keeps nobody when the agent is inactive, or is somebody else", async () => {
    for (const record of [withBrokenId(2, { isActive: false }), withBrokenId(3)]) {
      const world = worldWith(record);
      await world.run();
      expect(world.stored("rc-2")?.status).toBe("Inactive");
    }
  });
});

describe("somebody who is back with a new RingCentral user id", () => {
  const back = seat(9, personOf(2));

  it("keeps their user while a scope is unreadable, and gets the link when it is read again", async () => {
    const world = worldWith(back);
    world.directory.organisation = { ...world.directory.organisation, extensions: [1, 9].map(extension) };
    world.directory.unreadable.set("sub:702", { cause: "503" });
    const run = await world.run();
    expect([codesOf(run), run.changes.unchanged]).toEqual([["SCOPE_UNREADABLE"], 2]);
    expect(world.stored("rc-2")).toMatchObject({ status: "Active", sourceId: "rc:2" });
    world.directory.unreadable.clear();
    await world.run();
    expect(world.stored("rc-2")).toMatchObject({ status: "Active", sourceId: "rc:9" });
  });

  it("does not keep the user of another name, who has left", async () => {
    const world = worldWith(seat(9, { email: personOf(2).email }));
    world.directory.organisation = { ...world.directory.organisation, extensions: [1, 9].map(extension) };
    world.directory.unreadable.set("sub:702", { cause: "503" });
    await world.run();
    expect(world.stored("rc-2")?.status).toBe("Inactive");
  });
});

describe("a user linked to an agent id", () => {
  const agent = { userId: "cx-agent-701-77", sourceId: "cx-agent:701:77", agentIds: ["701/77"] };

  it("is not given to another human who has the agent id now, not even with a managed e-mail", async () => {
    const world = worldWith(seat(2), seat(9, { agentId: "77" }));
    world.change({ managedAttributes: "firstName,lastName,role,email" });
    world.user(linked(7, agent));
    const run = await world.run();
    expect([run.status, codesOf(run), run.changes.conflicts]).toEqual(["succeeded", ["CONFLICT"], 1]);
    expect(world.stored("cx-agent-701-77")).toMatchObject({ ...personOf(7), sourceId: "cx-agent:701:77" });
  });

  it("follows the one who has the id and a name of theirs", async () => {
    const world = worldWith(seat(2), seat(9, { agentId: "77", firstName: personOf(7).firstName }));
    world.user(linked(7, agent));
    await world.run();
    expect(world.stored("cx-agent-701-77")).toMatchObject({ sourceId: "rc:9", lastName: personOf(9).lastName });
  });
});
