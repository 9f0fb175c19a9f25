import { describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function small() {
  const people = smallOrganisation();
  return {
    ...people,
    session: SimulatorSession.signedIn(new SimulatorCore({ organisation: people.organisation, limits: "off" })),
  };
}

function large() {
  const organisation = generateOrganisation({ seed: 7, people: 1_900 });
  return { organisation, session: SimulatorSession.signedIn(new SimulatorCore({ organisation, limits: "off" })) };
}

describe("extension list", () => {
  it("gives every extension once over pages of a thousand, with the same totals on each", () => {
    const { organisation, session } = large();
    const pages = [1, 2, 3].map((page) => JSON.parse(session.ringEx(`/extension?perPage=1000&page=${page}`).body));
    const ids = pages.flatMap((page) => page.records.map((record: { id: number }) => record.id));
    expect(ids).toEqual(organisation.extensions.map((extension) => extension.id));
    expect(new Set(ids).size).toBe(organisation.extensions.length);
    for (const { paging } of pages)
      expect(paging).toMatchObject({ totalPages: 3, totalElements: ids.length, perPage: 1000 });
    expect(pages[0].paging).toMatchObject({ page: 1, pageStart: 0, pageEnd: 999 });
    expect(pages[2].paging).toMatchObject({ page: 3, pageStart: 2000, pageEnd: ids.length - 1 });
  });

  it("links the first, next, previous and last page", () => {
    const { session } = large();
    const uri = (page: number) => ({
      uri: `https://simulated.example/restapi/v1.0/account/~/extension?perPage=1000&page=${page}`,
    });
    const navigation = (page: number) =>
      JSON.parse(session.ringEx(`/extension?perPage=1000&page=${page}`).body).navigation;
    expect(navigation(1)).toEqual({ firstPage: uri(1), nextPage: uri(2), lastPage: uri(3) });
    expect(navigation(3)).toEqual({ firstPage: uri(1), previousPage: uri(2), lastPage: uri(3) });
  });

  it("has 100 to a page by default and never more than 1,000", () => {
    const { session } = large();
    expect(JSON.parse(session.ringEx("/extension").body).records).toHaveLength(100);
    const capped = JSON.parse(session.ringEx("/extension?perPage=5000").body);
    expect([capped.records.length, capped.paging.perPage]).toEqual([1000, 1000]);
  });

  it("is empty beyond its end, with the totals and no next page", () => {
    const { session, organisation } = small();
    const beyond = JSON.parse(session.ringEx("/extension?page=9").body);
    expect(beyond.records).toEqual([]);
    expect(beyond.paging).toEqual({
      page: 9,
      perPage: 100,
      totalPages: 1,
      totalElements: organisation.extensions.length,
    });
    expect(beyond.navigation).not.toHaveProperty("nextPage");
  });

  it.each(["page=0", "page=-1", "page=x", "page=1.5", "perPage=0", "perPage=", "status=Gone", "type=Person"])(
    "refuses %s with CMN-101",
    (query) => {
      const answer = small().session.ringEx(`/extension?${query}`);
      const parameter = query.split("=")[0];
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
        400,
        { errorCode: "CMN-101", parameterName: parameter },
      ]);
    },
  );

  it("filters by status, type, number and e-mail", () => {
    const { session, organisation, agent, supervisor } = small();
    organisation.leave(agent, "extension-disabled");
    const names = (query: string) =>
      JSON.parse(session.ringEx(`/extension?${query}`).body).records.map((record: { name: string }) => record.name);
    expect(names("status=Disabled")).toEqual(["José García Márquez"]);
    expect(names("type=Department")).toEqual(["Sales queue"]);
    expect(names("status=Enabled&type=User")).toHaveLength(2);
    expect(names("email=helene@aurelia.example")).toEqual(["Hélène D'Aubigné"]);
    expect(names(`extensionNumber=${supervisor.extension?.number}`)).toEqual(["Róisín Ó Súilleabháin"]);
  });

  it("shows no number for an extension that is not assigned", () => {
    const { session, agent } = small();
    if (agent.extension !== undefined) agent.extension.status = "Unassigned";
    const [record] = JSON.parse(session.ringEx("/extension?status=Unassigned").body).records;
    expect(record).toMatchObject({ id: agent.rcUserId, status: "Unassigned" });
    expect(record).not.toHaveProperty("extensionNumber");
  });

  it("does not know who has no RingCentral user id", () => {
    const { session } = small();
    const { records } = JSON.parse(session.ringEx("/extension").body);
    expect(records.map((record: { name: string }) => record.name)).not.toContain("Ngozi Okonkwo");
  });
});

describe("roles", () => {
  it("are listed without their permissions and without the hidden ones", () => {
    const { session } = small();
    const list = JSON.parse(session.ringEx("/user-role?perPage=1").body);
    expect(list.records).toEqual([
      {
        uri: "https://simulated.example/restapi/v1.0/account/401836000000/user-role/1",
        id: "1",
        displayName: "Super Admin",
        description: "Everything",
        custom: false,
        scope: "Account",
        hidden: false,
      },
    ]);
    expect(list.paging).toMatchObject({ totalPages: 2, totalElements: 2 });
    expect(JSON.parse(session.ringEx("/user-role?showHidden=true").body).records).toHaveLength(3);
  });

  it("tell their permissions one by one", () => {
    const { session } = small();
    expect(JSON.parse(session.ringEx("/user-role/3").body).permissions).toEqual([
      { id: "AccessWem", siteCompatible: "Compatible", readOnly: false, assignable: true },
    ]);
    expect(session.ringEx("/user-role/99").status).toBe(404);
  });

  it("are assigned to extensions, in pages", () => {
    const { session, supervisor, agent } = small();
    const first = JSON.parse(session.ringEx("/assigned-role?perPage=2").body);
    expect(first.paging).toMatchObject({ totalPages: 2, totalElements: 3 });
    expect(first.records).toMatchObject([
      { extensionId: String(supervisor.rcUserId), roles: [{ id: "3", displayName: "Agent", autoAssigned: false }] },
      { extensionId: String(agent.rcUserId), roles: [{ id: "3" }] },
    ]);
    expect(first.records[0].roles).toHaveLength(1);
    const shown = JSON.parse(session.ringEx("/assigned-role?showHidden=true").body);
    expect(shown.records[0].roles).toHaveLength(2);
  });
});

describe("RingEX access", () => {
  it.each([
    ["ReadCompanyInfo", ""],
    ["ReadExtensions", "/extension"],
    ["ReadUserRoles", "/user-role"],
    ["ReadUserRoles", "/user-role/1"],
    ["ReadAssignedRoles", "/assigned-role"],
  ] as const)("needs %s for account%s and says so", (permission, path) => {
    const { session, organisation } = small();
    expect(session.ringEx(path).status).toBe(200);
    organisation.permissions.delete(permission);
    const answer = session.ringEx(path);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      403,
      { errorCode: "CMN-408", permissionName: permission },
    ]);
    expect(JSON.parse(answer.body).message).toContain(`[${permission}]`);
  });

  it("takes the account by its id or as `~`, and no other", () => {
    const { session } = small();
    const headers = { authorization: `Bearer ${session.platformToken}` };
    const status = (id: string) => session.send({ path: `/restapi/v1.0/account/${id}/extension`, headers });
    expect(status("401836000000").status).toBe(200);
    expect(JSON.parse(status("401836000001").body)).toMatchObject({ errorCode: "CMN-102", parameterName: "accountId" });
  });

  it.each([
    ["POST", "/restapi/v1.0/account/~/extension"],
    ["GET", "/restapi/oauth/token"],
    ["GET", "/restapi/v1.0/account/~/extension/"],
    ["GET", "/restapi/v1.0/account/~/extensions"],
    ["GET", "/voice/api/integration/v1/admin/users/99990033"],
    ["GET", "//"],
  ])("answers %s %s with 404", (method, path) => {
    const { session } = small();
    const headers = { authorization: `Bearer ${session.platformToken}` };
    const answer = session.send({ method, path, headers });
    expect([answer.status, JSON.parse(answer.body).errorCode]).toEqual([404, "CMN-102"]);
  });
});
