import { describe, expect, it } from "vitest";
import type { Fault, RequestPattern } from "./faults.ts";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function small() {
  const clock = { at: Date.parse("2026-03-01T02:00:00Z") };
  const people = smallOrganisation();
  const core = new SimulatorCore({ organisation: people.organisation, limits: "off", now: () => clock.at });
  return { ...people, core, clock, session: SimulatorSession.signedIn(core) };
}

function struck(when: RequestPattern, fault: Fault) {
  const simulation = small();
  simulation.core.faults.add({ when, fault, times: 1 });
  return simulation;
}

const groups = "/voice/api/integration/v1/admin/accounts/*/agentGroups";
const extensions = "/restapi/v1.0/account/~/extension";

describe("a fault", () => {
  it("strikes as often as it is scripted, and then no more", () => {
    const { core, session } = small();
    core.faults.add({ when: extensions, fault: { kind: "status", status: 500 }, times: 2 });
    const statuses = Array.from({ length: 4 }, () => session.ringEx("/extension").status);
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it("strikes for ever until it is taken back", () => {
    const { core, session } = small();
    const end = core.faults.add({ when: extensions, fault: { kind: "status", status: 503 }, times: "always" });
    expect(Array.from({ length: 20 }, () => session.ringEx("/extension").status)).toEqual(Array(20).fill(503));
    end();
    expect(session.ringEx("/extension").status).toBe(200);
  });

  it("strikes from the nth matching request on", () => {
    const { core, session } = small();
    core.faults.add({ when: extensions, fault: { kind: "status", status: 500 }, times: 1, fromNth: 3 });
    session.ringEx("");
    expect(Array.from({ length: 4 }, () => session.ringEx("/extension").status)).toEqual([200, 200, 500, 200]);
  });

  it("is chosen by the path, where `*` does not cross a slash", () => {
    const { core, session } = small();
    core.faults.add({ when: groups, fault: { kind: "status", status: 500 }, times: "always" });
    expect(session.ringCx("/accounts/15910001/agentGroups").status).toBe(500);
    expect(session.ringCx("/accounts/15910001/agentGroups/30/agents").status).toBe(200);
    core.faults.add({ when: "/voice/**/agents", fault: { kind: "status", status: 404 }, times: "always" });
    expect(session.ringCx("/accounts/15910001/agentGroups/30/agents").status).toBe(404);
  });

  it("is chosen by the query only where the pattern has one", () => {
    const { core, session } = small();
    core.faults.add({ when: `${extensions}?*page=2*`, fault: { kind: "status", status: 500 }, times: "always" });
    expect(session.ringEx("/extension?perPage=2&page=1").status).toBe(200);
    expect(session.ringEx("/extension?perPage=2&page=2").status).toBe(500);
  });

  it("is chosen by a test of the request", () => {
    const { session } = struck((request) => request.host === "ringcx", { kind: "status", status: 500 });
    expect(session.ringEx("/extension").status).toBe(200);
    expect(session.ringCx("/users/99990033").status).toBe(500);
  });

  it("is named in the request log", () => {
    const { session, core } = struck(extensions, { kind: "reset" });
    expect(() => session.ringEx("/extension")).toThrow("No answer: broken.");
    session.ringEx("/extension");
    expect(core.requests.slice(-2)).toMatchObject([
      { fault: "reset", status: undefined, group: "medium", host: "platform" },
      { fault: undefined, status: 200 },
    ]);
  });
});

describe("a scripted status", () => {
  it.each([
    [400, "CMN-101"],
    [401, "OAU-213"],
    [403, "CMN-408"],
    [404, "CMN-102"],
    [429, "CMN-301"],
    [500, "CMN-203"],
    [503, "CMN-201"],
  ] as const)("%i has the body that RingEX gives it", (status, errorCode) => {
    const { session } = struck(extensions, { kind: "status", status });
    const answer = session.ringEx("/extension");
    expect([answer.status, JSON.parse(answer.body).errorCode]).toEqual([status, errorCode]);
  });

  it.each([400, 403, 404, 500, 503] as const)("%i has the body that RingCX gives it", (status) => {
    const { session } = struck(groups, { kind: "status", status });
    const answer = session.ringCx("/accounts/15910001/agentGroups");
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      status,
      { requestUri: "voice/api/integration/v1/admin/accounts/15910001/agentGroups - GET" },
    ]);
  });

  it("401 and 429 are plain text on RingCX", () => {
    const { session, core } = struck(groups, { kind: "status", status: 401 });
    core.faults.add({ when: groups, fault: { kind: "status", status: 429 }, times: 1 });
    const answer = () => session.ringCx("/accounts/15910001/agentGroups");
    expect([answer().body, answer().body]).toEqual(["Jwt is expired", "Too Many Requests"]);
    expect(answer().status).toBe(200);
  });

  it("502 is a gateway's page", () => {
    const { session } = struck(extensions, { kind: "status", status: 502 });
    expect(session.ringEx("/extension").headers["content-type"]).toContain("text/html");
  });

  it("is a refusal of the login at the token endpoint", () => {
    const { session, core } = struck("/restapi/oauth/token", { kind: "status", status: 401 });
    core.faults.add({ when: "/restapi/oauth/token", fault: { kind: "status", status: 400 }, times: 1 });
    const code = () => JSON.parse(session.login().body).errors[0].errorCode;
    expect([code(), code()]).toEqual(["OAU-146", "OAU-140"]);
  });

  it("429 starts a penalty for its group, which a request inside restarts", () => {
    const { session, core, clock } = struck(groups, { kind: "status", status: 429, retryAfterSeconds: 7 });
    const answer = () => session.ringCx("/accounts/15910001/agentGroups");
    expect(answer().headers["retry-after"]).toBe("7");
    clock.at += 6_999;
    expect(answer()).toMatchObject({ status: 429, headers: { "retry-after": "7" } });
    expect(core.requests.at(-1)).toMatchObject({ insidePenalty: true });
    expect(session.ringEx("/extension").status).toBe(200);
    clock.at += 7_000;
    expect(answer().status).toBe(200);
  });
});

describe("an answer that arrives broken", () => {
  it("ends in the middle of its JSON", () => {
    const { session } = struck(extensions, { kind: "truncated" });
    const answer = session.ringEx("/extension");
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json;charset=UTF-8" } });
    expect(() => JSON.parse(answer.body)).toThrow(SyntaxError);
  });

  it("is a page of HTML with status 200", () => {
    const { session } = struck(groups, { kind: "html" });
    const answer = session.ringCx("/accounts/15910001/agentGroups");
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "text/html;charset=UTF-8"]);
  });

  it("is an object where a list belongs, and a list where an object does", () => {
    const { session, core } = struck(groups, { kind: "shape" });
    core.faults.add({ when: extensions, fault: { kind: "shape" }, times: 1 });
    expect(JSON.parse(session.ringCx("/accounts/15910001/agentGroups").body)).toHaveProperty("items");
    expect(JSON.parse(session.ringEx("/extension").body)).toEqual([]);
  });

  it("is rewritten as the test wants it", () => {
    const change = (body: unknown) => ({ ...(body as object), paging: { totalElements: 5 } });
    const { session } = struck(extensions, { kind: "rewrite", change });
    expect(JSON.parse(session.ringEx("/extension").body).paging).toEqual({ totalElements: 5 });
  });

  it("is a redirect that names its target", () => {
    const { session } = struck(extensions, { kind: "redirect", location: "https://elsewhere.example/" });
    expect(session.ringEx("/extension")).toMatchObject({
      status: 302,
      headers: { location: "https://elsewhere.example/" },
    });
  });

  it("is not touched when the endpoint refuses anyway", () => {
    const { session, organisation } = struck(extensions, { kind: "truncated" });
    organisation.permissions.delete("ReadExtensions");
    expect(JSON.parse(session.ringEx("/extension").body).errorCode).toBe("CMN-408");
  });
});

describe("a lost answer", () => {
  it("has taken effect: the refresh token is spent", () => {
    const { session } = struck("/api/auth/token/refresh", { kind: "lost" });
    const token = session.refreshToken ?? "";
    expect(() => session.refresh(token)).toThrow("No answer: broken.");
    expect(session.refresh(token).status).toBe(401);
  });

  it("differs from a reset, which has none", () => {
    const { session } = struck("/api/auth/token/refresh", { kind: "reset" });
    const token = session.refreshToken ?? "";
    expect(() => session.refresh(token)).toThrow("No answer: broken.");
    expect(session.refresh(token).status).toBe(200);
  });
});

describe("a hook on a request", () => {
  it("changes the directory between two reads", () => {
    const { core, session, organisation, agent } = small();
    const end = core.onRequest("/voice/**/agentGroups/31/agents", () => {
      organisation.moveBetweenGroups(agent, { subAccountId: "15910001", from: 31, to: 30 });
      end();
    });
    const read = (group: number) =>
      JSON.parse(session.ringCx(`/accounts/15910001/agentGroups/${group}/agents`).body).length;
    organisation.moveBetweenGroups(agent, { subAccountId: "15910001", from: 30, to: 31 });
    expect([read(30), read(31), read(30)]).toEqual([1, 0, 3]);
  });
});

describe("the request log", () => {
  it("tells who asked what and when, and no token", () => {
    const { core, session, clock } = small();
    session.ringEx("/extension?perPage=1000&page=1");
    session.send({ path: `/restapi/v1.0/account/~?access_token=${session.platformToken}&x=1` });
    expect(core.requests).toEqual([
      entry({ path: "/restapi/oauth/token", method: "POST", group: "auth" }),
      entry({
        path: "/api/auth/login/rc/accesstoken?includeRefresh=true",
        method: "POST",
        group: "ringcx-exchange",
        host: "ringcx",
      }),
      entry({ path: "/restapi/v1.0/account/~/extension?perPage=1000&page=1", group: "medium" }),
      entry({ path: "/restapi/v1.0/account/~?access_token=…&x=1", group: "light", status: 401 }),
    ]);
    const text = JSON.stringify(core.requests);
    const { clientSecret, jwt } = core.organisation.credentials;
    for (const secret of [session.platformToken, session.ringCxToken, session.refreshToken, clientSecret, jwt]) {
      expect(text).not.toContain(secret);
    }

    function entry(facts: object) {
      const usual = { host: "platform", method: "GET", status: 200, insidePenalty: false, fault: undefined };
      return { at: clock.at, ...usual, ...facts };
    }
  });
});
