import { describe, expect, test } from "vitest";
import { peopleFrom } from "#shared/domain/person.ts";
import type { DirectoryReading } from "#shared/domain/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/source-record.ts";

type Administrator = Omit<AdministratorRecord, "kind">;
type Agent = Partial<Omit<AgentRecord, "kind">>;

function peopleOf({
  administrators = [],
  agents = [],
  extensions = [],
}: {
  administrators?: readonly Administrator[];
  agents?: readonly Agent[];
  extensions?: readonly ExtensionRecord[];
}) {
  const place = { subAccountId: "701", agentGroupId: "30", agentType: "AGENT", isActive: true } as const;
  const all = agents.map((agent): AgentRecord => ({ kind: "agent", ...place, ...agent }));
  const reading: DirectoryReading = {
    ringCx: {
      administrators: { kind: "complete", records: administrators.map((one) => ({ kind: "administrator", ...one })) },
      subAccounts: ["701", "702"].map((subAccountId) => ({
        subAccountId,
        agents: { kind: "complete", records: all.filter((agent) => agent.subAccountId === subAccountId) },
      })),
    },
    ringEx: { extensions: { kind: "complete", records: extensions } },
  };
  return peopleFrom(reading);
}

const ana = { firstName: "Ana", lastName: "Sousa", email: "ana@example.com" };

describe("records about one human", () => {
  test("are one person by their RingCentral user id, over groups, sub-accounts and the administrators", () => {
    const { people } = peopleOf({
      administrators: [{ userId: "301", rcUserId: "1", ...ana }],
      agents: [
        { agentId: "51", rcUserId: "1", agentGroupId: "31", ...ana },
        { agentId: "51", rcUserId: "1", ...ana },
        { subAccountId: "702", agentId: "88", rcUserId: "1", ...ana, isActive: false },
      ],
      extensions: [{ id: "1", status: "Enabled" }],
    });
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({
      sourceId: "rc:1",
      administrator: true,
      agentIds: ["701/51"],
      scopes: ["main", "ringex", "sub:701", "sub:702"],
      extensionStatus: "Enabled",
    });
  });

  test("are one person when one line of the same agent lacks the RingCentral user id", () => {
    const { people } = peopleOf({
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { agentId: "51", agentGroupId: "31", ...ana },
      ],
    });
    expect(people.map(({ sourceId, seats }) => [sourceId, seats.length])).toEqual([["rc:1", 2]]);
  });

  test("are not one person because two sub-accounts use the same agent id", () => {
    const { people } = peopleOf({
      agents: [
        { agentId: "51", firstName: "Ana" },
        { subAccountId: "702", agentId: "51", firstName: "Ben" },
      ],
    });
    expect(people.map(({ sourceId }) => sourceId)).toEqual(["cx-agent:701:51", "cx-agent:702:51"]);
  });

  test("are nobody's in particular when RingCX gives one agent id two RingCentral user ids", () => {
    const { people } = peopleOf({
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { agentId: "51", rcUserId: "2", firstName: "Ben", lastName: "Okafor" },
        { agentId: "51", agentGroupId: "31", firstName: "Eva", lastName: "Novak" },
      ],
    });
    expect(people.map(({ sourceId, firstName }) => [sourceId, firstName])).toEqual([
      ["cx-agent:701:51", "Eva"],
      ["rc:1", "Ana"],
      ["rc:2", "Ben"],
    ]);
  });

  test("without any id make nobody, and are remembered with what may tell whose they are", () => {
    const { people, unidentified } = peopleOf({ agents: [ana] });
    expect(people).toEqual([]);
    expect(unidentified).toEqual([{ scope: "sub:701", ...ana }]);
  });
});

describe("a record without a RingCentral user id", () => {
  test("joins the one person with its e-mail, and its texts take their place in the order of retrieval", () => {
    const { people } = peopleOf({
      administrators: [{ userId: "301", firstName: "Anna", lastName: "Sousa", email: "ANA@example.com " }],
      agents: [{ agentId: "51", rcUserId: "1", ...ana }],
    });
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({
      sourceId: "rc:1",
      administrator: true,
      firstName: "Anna",
      email: "ANA@example.com",
    });
  });

  test("joins another one without an id; the administrator's id comes first", () => {
    const { people } = peopleOf({ administrators: [{ userId: "301", ...ana }], agents: [{ agentId: "51", ...ana }] });
    expect(people.map(({ sourceId, administrator, agentIds }) => [sourceId, administrator, agentIds])).toEqual([
      ["cx-user:301", true, ["701/51"]],
    ]);
  });

  test("stays apart when the names do not agree, when several have the e-mail, or when it has none", () => {
    const other = { firstName: "Ben", lastName: "Okafor", email: ana.email };
    const apart = [
      peopleOf({
        agents: [
          { agentId: "51", rcUserId: "1", ...ana },
          { agentId: "52", ...other },
        ],
      }),
      peopleOf({
        agents: [
          { agentId: "51", rcUserId: "1", ...ana },
          { agentId: "53", rcUserId: "2", ...other },
          { agentId: "52", ...ana },
        ],
      }),
      peopleOf({
        agents: [
          { agentId: "51", rcUserId: "1", ...ana, email: " " },
          { agentId: "52", ...ana, email: "" },
        ],
      }),
    ];
    expect(apart.map(({ people }) => people.length)).toEqual([2, 3, 2]);
  });

  test("keeps its own id as an alias of the person it belongs to, unless the seat is inactive", () => {
    const { people } = peopleOf({
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { subAccountId: "702", agentId: "88", rcUserId: "1", ...ana, isActive: false },
      ],
    });
    expect(people[0]?.aliases).toEqual(["cx-agent:701:51"]);
  });
});

describe("a malformed record", () => {
  test("costs its person only, in words without names", () => {
    const { people } = peopleOf({
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { agentId: "52", rcUserId: "2", faults: ["agentType is not known"], ...ana },
        { agentId: "53", rcUserId: "3" },
        { agentId: "54", rcUserId: "4", firstName: "B\u0007", email: "not an e-mail" },
      ],
    });
    expect(people.map(({ faults }) => faults)).toEqual([
      [],
      ["agentType is not known"],
      ["no usable name"],
      ["email is not an e-mail address", "firstName contains control characters or broken text"],
    ]);
  });
});

describe("retrieval", () => {
  test("is in numeric order of group and agent, as far as a list has no order of its own", () => {
    const { people } = peopleOf({
      agents: [
        { agentGroupId: "100", agentId: "51", rcUserId: "1", firstName: "Third" },
        { agentGroupId: "30", agentId: "510", rcUserId: "1", firstName: "Second" },
        { agentGroupId: "30", agentId: "51", rcUserId: "1", firstName: "First" },
      ],
    });
    expect(people[0]?.firstName).toBe("First");
  });
});
