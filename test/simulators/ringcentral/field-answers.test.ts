import { describe, expect, it } from "vitest";
import { oauthCodes } from "./oauth-refusals.ts";
import { type Oddity, type OddList, seenOddities } from "./oddities.ts";
import { ringCentralFetch } from "./ringcentral-fetch.ts";
import type { Answer } from "./simulated-exchange.ts";
import { SimulatorCore, type SimulatorOptions } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function signedIn(options: Partial<SimulatorOptions> = {}) {
  const { organisation, ...people } = smallOrganisation();
  const core = new SimulatorCore({ organisation, limits: "off", ...options });
  return { ...people, organisation, core, session: SimulatorSession.signedIn(core) };
}

const bodyOf = (answer: Answer) => JSON.parse(answer.body);
const agents = "/accounts/15910001/agentGroups/30/agents";

describe("refusals", () => {
  it.each(oauthCodes)("of a login have the published form of %s, with the right credentials, too", (code) => {
    const { organisation, session } = signedIn();
    organisation.loginRefusal = code;
    const answer = session.login();
    expect([400, 401]).toContain(answer.status);
    expect(bodyOf(answer)).toMatchObject({ error: expect.any(String), errors: [{ errorCode: code }] });
    organisation.loginRefusal = undefined;
    expect(session.login().status).toBe(200);
  });

  it("tell the app's permission from the user's", () => {
    const { organisation, session } = signedIn({ strictness: "field" });
    organisation.appPermissions.delete("ReadAccounts");
    const app = { errorCode: "CMN-401", permissionName: "ReadAccounts" };
    expect(bodyOf(session.ringEx("/extension"))).toMatchObject({ errorCode: "InsufficientPermissions", errors: [app] });
    organisation.appPermissions.add("ReadAccounts");
    organisation.permissions.delete("ReadExtensions");
    const user = { errorCode: "CMN-408", permissionName: "ReadExtensions" };
    expect(bodyOf(session.ringEx("/extension"))).toMatchObject({
      errorCode: "InsufficientPermissions",
      errors: [user],
    });
  });

  it("of RingCX name the missing access by its code", () => {
    const { organisation, session } = signedIn({ strictness: "field" });
    organisation.mainWfoAccess = false;
    const answer = session.ringCx("/users/99990033");
    expect([answer.status, bodyOf(answer).errorCode]).toEqual([403, "access.denied.exception"]);
  });
});

describe("answers as strict as in the field", () => {
  it("give no wait with a 429", () => {
    for (const strictness of ["documented", "field"] as const) {
      const { core, session } = signedIn({ strictness });
      const fault = { kind: "status", status: 429 } as const;
      core.faults.add({ when: "**/extension", fault, times: 1 });
      const { headers, body } = session.ringEx("/extension");
      const told = Object.keys(headers).filter((name) => /^(retry-after|x-rate-limit)/.test(name));
      expect(told.length > 0).toBe(strictness === "documented");
      expect(body).toContain(strictness === "field" ? "CMN-310" : "CMN-301");
    }
  });

  it("have no body for a group without agents, by either way", async () => {
    const { core, agent, supervisor, organisation, session } = signedIn({ strictness: "field" });
    for (const person of [agent, supervisor]) organisation.unseat(person, () => true);
    expect(session.ringCx(agents)).toMatchObject({ status: 204, body: "" });
    const ringCxUrl = "https://ringcx.ringcentral.example/";
    const fetch = ringCentralFetch(core, { platformUrl: ringCxUrl, ringCxUrl, sleep: async () => undefined });
    const headers = { authorization: `Bearer ${session.ringCxToken}` };
    const answer = await fetch(new URL(`voice/api/integration/v1/admin${agents}`, ringCxUrl), { headers });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
  });

  it("say in other words that a token has run out", () => {
    let now = 0;
    const { session } = signedIn({ strictness: "field", now: () => now });
    now = 400_000;
    expect(session.ringCx(agents)).toMatchObject({ status: 401, body: "Jwt verification fails" });
  });
});

describe("odd records", () => {
  const seen = Object.entries(seenOddities).flatMap(([list, kinds]) =>
    Object.entries(kinds).map(([kind, oddity]) => [list as OddList, kind, oddity as Oddity] as const),
  );

  it.each(seen)("of %s are on the wire as they are laid over: %s, one record alone", (list, _kind, oddity) => {
    const { organisation, agent, administrator, session } = signedIn();
    const { oddities, roles, subAccounts } = organisation;
    const records = {
      administrators: administrator,
      agents: agent.seats[0],
      groups: subAccounts.get("15910001")?.groups.get(30),
      extensions: agent.extension,
      roles: roles.get("1"),
      assignedRoles: agent.extension,
    };
    (oddities[list] as Map<unknown, Oddity>).set(records[list], oddity);
    const paths = {
      administrators: () => session.ringCx("/users/99990033"),
      agents: () => session.ringCx(agents),
      groups: () => session.ringCx("/accounts/15910001/agentGroups"),
      extensions: () => session.ringEx("/extension"),
      roles: () => session.ringEx("/user-role"),
      assignedRoles: () => session.ringEx("/assigned-role"),
    };
    const body = bodyOf(paths[list]());
    const rows: Oddity[] = Array.isArray(body) ? body : body.records;
    const isOdd = (row: Oddity) => Object.entries(oddity).every(([field, value]) => row[field] === value);
    expect(rows.filter(isOdd)).toHaveLength(1);
  });

  it("of administrators may be nested, and say whether they are enabled", () => {
    const { organisation, administrator, agent, session } = signedIn();
    organisation.makeAdministrator(agent);
    const listed = () => bodyOf(session.ringCx("/users/99990033"));
    if (agent.administrator === undefined) throw new Error("is no administrator");
    Object.assign(agent.administrator, { under: administrator, enabled: false });
    expect(listed()).toMatchObject([{ rcUserId: administrator.rcUserId, children: [{ enabled: false }] }]);
    expect(listed()[0]).not.toHaveProperty("enabled");
    organisation.dismissAdministrator(administrator);
    expect(listed()).toMatchObject([{ rcUserId: agent.rcUserId, enabled: false }]);
  });
});
