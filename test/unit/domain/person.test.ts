import { describe, expect, test } from "vitest";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading } from "#shared/domain/directory/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import { compareText } from "#shared/domain/text.ts";

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
        { agentId: "51", agentGroupId: "31", rcUserId: "1", ...ana },
        { agentId: "51", agentGroupId: "32" },
      ],
    });
    expect(people.map(({ sourceId, seats }) => [sourceId, seats.length])).toEqual([["rc:1", 3]]);
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
    expect(people.map(({ sourceId, firstName, aliases }) => [sourceId, firstName, aliases])).toEqual([
      ["cx-agent:701:51", "Eva", []],
      ["rc:1", "Ana", []],
      ["rc:2", "Ben", []],
    ]);
  });

  test("without any id make nobody", () => {
    expect(peopleOf({ agents: [ana] }).people).toEqual([]);
    const office = peopleOf({ administrators: [ana, { rcUserId: "1", firstName: "Ben" }] });
    expect(office.people.map(({ sourceId }) => sourceId)).toEqual(["rc:1"]);
  });
});

describe("a record without a RingCentral user id", () => {
  test("joins the one person with its e-mail, and its texts take their place in the order of retrieval", () => {
    const { people } = peopleOf({
      administrators: [{ userId: "301", firstName: "ANA", lastName: " Sousa", email: "ANA@example.com " }],
      agents: [{ agentId: "51", rcUserId: "1", ...ana }],
    });
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({
      sourceId: "rc:1",
      administrator: true,
      firstName: "ANA",
      email: "ANA@example.com",
    });
  });

  test("comes after the records that are before it in the order of retrieval", () => {
    const { people } = peopleOf({
      administrators: [{ userId: "301", rcUserId: "1", email: ana.email }],
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { agentId: "52", ...ana, lastName: "SOUSA" },
      ],
    });
    expect(people.map(({ lastName, seats }) => [lastName, seats.length])).toEqual([["Sousa", 2]]);
  });

  test("joins another one without an id; the administrator's id comes first", () => {
    const { people } = peopleOf({ administrators: [{ userId: "301", ...ana }], agents: [{ agentId: "51", ...ana }] });
    expect(people.map(({ sourceId, administrator, agentIds }) => [sourceId, administrator, agentIds])).toEqual([
      ["cx-user:301", true, ["701/51"]],
    ]);
  });

  test("makes no second person when the names agree only in part, and it is open whose it is", () => {
    const { people, doubtful } = peopleOf({
      administrators: [{ userId: "301", ...ana, lastName: "Lima", email: " Ana@Example.com" }],
      agents: [{ agentId: "51", rcUserId: "1", ...ana }],
    });
    expect(
      people.map(({ sourceId, administrator, doubtfulRecords }) => [sourceId, administrator, doubtfulRecords]),
    ).toEqual([["rc:1", false, ["cx-user:301"]]]);
    expect(doubtful).toEqual([{ sourceId: "cx-user:301", email: "Ana@Example.com", person: "rc:1" }]);
  });

  test("is somebody who left when it is inactive and its names agree only in part", () => {
    const { people, doubtful } = peopleOf({
      administrators: [{ userId: "301", ...ana, firstName: "Rui", enabled: false }],
      agents: [
        { agentId: "51", rcUserId: "1", ...ana },
        { agentId: "52", ...ana, lastName: "Lima", isActive: false },
      ],
    });
    expect(people.map(({ sourceId, administrator, seats }) => [sourceId, administrator, seats.length])).toEqual([
      ["cx-agent:701:52", false, 0],
      ["cx-user:301", false, 0],
      ["rc:1", false, 1],
    ]);
    expect(doubtful).toEqual([]);
  });

  test("joins the one with equal names, though those of others with the e-mail agree in part", () => {
    const { people, doubtful } = peopleOf({
      administrators: [{ userId: "301", ...ana }],
      agents: [
        { agentId: "50", rcUserId: "2", ...ana, lastName: "Lima" },
        { agentId: "51", rcUserId: "1", ...ana },
      ],
    });
    expect(people.map(({ sourceId, administrator }) => [sourceId, administrator])).toEqual([
      ["rc:1", true],
      ["rc:2", false],
    ]);
    expect(doubtful).toEqual([]);
  });

  test("stays apart when no names agree, when the names of several do, or when it has no e-mail", () => {
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
          { agentId: "53", rcUserId: "2", ...ana },
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
    expect(apart.map(({ people, doubtful }) => [people.length, doubtful])).toEqual([
      [2, []],
      [3, []],
      [2, []],
    ]);
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
      [],
      ["firstName contains control characters or broken text"],
    ]);
    expect(people.map(({ email }) => email)).toEqual([ana.email, ana.email, undefined, undefined]);
  });
});

describe("retrieval", () => {
  const firstNames = (lists: Parameters<typeof peopleOf>[0]) => {
    const turned = {
      administrators: lists.administrators?.toReversed() ?? [],
      agents: lists.agents?.toReversed() ?? [],
    };
    return [lists, turned].map((one) => peopleOf(one).people.map(({ firstName }) => firstName));
  };

  test("is in numeric order of group and agent, as far as a list has no order of its own", () => {
    const agents = [
      { agentGroupId: "100", agentId: "51", rcUserId: "1", firstName: "Ana" },
      { agentGroupId: "30", agentId: "510", rcUserId: "1", firstName: "Mia" },
      { agentGroupId: "30", agentId: "60", rcUserId: "1", firstName: "Zoe" },
    ];
    expect(firstNames({ agents })).toEqual([["Zoe"], ["Zoe"]]);
  });

  test("takes an administrator of the same length of id in the order of the digits, and one without an id last", () => {
    const administrators = [
      { rcUserId: "1", firstName: "Ana" },
      { userId: "302", rcUserId: "1", firstName: "Mia" },
      { userId: "301", rcUserId: "1", firstName: "Zoe" },
    ];
    expect(firstNames({ administrators })).toEqual([["Zoe"], ["Zoe"]]);
    expect(firstNames({ administrators: administrators.slice(0, 2) })).toEqual([["Mia"], ["Mia"]]);
  });

  test("of records with the same ids, or without any, goes by RingCentral user id, e-mail and name", () => {
    const same = (...agents: Agent[]) => firstNames({ agents: agents.map((one) => ({ agentId: "51", ...one })) });
    expect(same({ email: "b@example.com", firstName: "Ana" }, { email: "a@example.com", firstName: "Ben" })).toEqual([
      ["Ben"],
      ["Ben"],
    ]);
    expect(same({ firstName: "Ben" }, { firstName: "Ana" })).toEqual([["Ana"], ["Ana"]]);
    const [forwards, backwards] = [
      ["Novak", "Lima"],
      ["Lima", "Novak"],
    ].map((lastNames) => peopleOf({ agents: lastNames.map((lastName) => ({ agentId: "51", lastName })) }));
    expect(forwards).toEqual(backwards);
    const twoIds = [
      { agentId: "51", rcUserId: "2", firstName: "Ana" },
      { agentId: "51", rcUserId: "1", firstName: "Ben" },
    ];
    expect(firstNames({ agents: twoIds })).toEqual([
      ["Ben", "Ana"],
      ["Ben", "Ana"],
    ]);
  });

  test("takes an empty text for what it is, and what is absent or no e-mail address for not said", () => {
    const { people } = peopleOf({
      administrators: [{ userId: "301", lastName: "", email: "reception" }],
      agents: [],
    });
    expect(people[0]).toMatchObject({ lastName: "" });
    expect(people[0]).not.toHaveProperty("firstName");
    expect(people[0]).not.toHaveProperty("email");
  });

  test("takes each text from the first record that has it, and leaves out what no record has", () => {
    const { people } = peopleOf({
      administrators: [
        { userId: "301", firstName: " ", email: "\t" },
        { userId: "301", lastName: "Sousa" },
      ],
      agents: [],
    });
    expect(people).toStrictEqual([
      {
        ...{ sourceId: "cx-user:301", aliases: [], firstName: "", lastName: "Sousa", email: "", administrator: true },
        ...{ seats: [], agentIds: [], scopes: ["main"], groups: [], faults: [] },
      },
    ]);
  });
});

describe("a person", () => {
  test("is known by everything that is listed, in an order that does not depend on the lists", () => {
    const seat = { agentId: "88", rcUserId: "1", ...ana };
    const { people } = peopleOf({
      administrators: [{ userId: "301", rcUserId: "1", ...ana, faults: ["b", "a"] }],
      agents: [
        { subAccountId: "702", ...seat, faults: ["b"] },
        { ...seat, agentGroupId: "31" },
        { rcUserId: "1", ...ana },
        seat,
      ],
      extensions: [{ id: "1", status: "Frozen" }],
    });
    expect(people).toMatchObject([
      {
        aliases: ["cx-agent:701:88", "cx-agent:702:88", "cx-user:301"],
        agentIds: ["701/88", "702/88"],
        scopes: ["main", "ringex", "sub:701", "sub:702"],
        groups: ["701/30", "701/31", "702/30"],
        extensionStatus: "Frozen",
        faults: ["a", "b"],
      },
    ]);
    expect(people[0]?.seats).toHaveLength(4);
  });

  test("comes in the order of source ids", () => {
    expect([compareText("a", "b"), compareText("b", "a"), compareText("a", "a")]).toEqual([-1, 1, 0]);
    const { people } = peopleOf({
      administrators: [{ userId: "301", firstName: "Ana" }],
      agents: [
        { agentId: "51", rcUserId: "2", firstName: "Ben" },
        { agentId: "52", rcUserId: "10", firstName: "Eva" },
      ],
    });
    expect(people.map(({ sourceId }) => sourceId)).toEqual(["cx-user:301", "rc:10", "rc:2"]);
  });

  test("has no status of an extension while RingEX is unreadable, and no seat or office in an unreadable list", () => {
    const { people } = peopleFrom({
      ringCx: {
        administrators: { kind: "unreadable", cause: "503" },
        subAccounts: [
          { subAccountId: "701", agents: { kind: "unreadable", cause: "503" } },
          {
            subAccountId: "702",
            agents: {
              kind: "complete",
              records: [
                {
                  ...{ kind: "agent", subAccountId: "702", agentGroupId: "40", agentId: "88", rcUserId: "1", ...ana },
                  ...{ agentType: "AGENT", isActive: true },
                },
              ],
            },
          },
        ],
      },
      ringEx: { extensions: { kind: "unreadable", cause: "503" } },
    });
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({ scopes: ["sub:702"], administrator: false });
    expect(people[0]).not.toHaveProperty("extensionStatus");
  });
});
