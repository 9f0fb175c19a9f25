import { describe, expect, it } from "vitest";
import { failureOf } from "./ringcentral-world.ts";
import { scriptedWire } from "./scripted-wire.ts";

const tokenPath = "POST /restapi/oauth/token";
const oauth = (code: string | undefined, error = "invalid_grant") => ({
  error,
  error_description: "Jane Doe may not",
  ...(code === undefined ? {} : { errors: [{ errorCode: code, message: "Jane Doe may not" }] }),
});

const jwtFlow = /JWT auth flow/;
const activeUser = /active user/;
const locked = /locked.*wait.*single sign-on \(SSO\)/;
const app = /client id or the client secret is wrong.*clientId.*clientSecret/;
const expired = /JWT has expired or was revoked.*new one/;

describe("a refused login", () => {
  it.each([
    ["OAU-251", "unauthorized_client", 400, jwtFlow],
    ["OAU-125", "unauthorized_client", 401, jwtFlow],
    ["OAU-112", "unauthorized_client", 403, jwtFlow],
    [undefined, "unauthorized_client", 400, jwtFlow],
    [undefined, "unsupported_grant_type", 400, jwtFlow],
    ["OAU-141", "invalid_grant", 401, activeUser],
    ["OAU-142", "invalid_grant", 401, activeUser],
    ["OAU-105", "invalid_grant", 403, activeUser],
    ["OAU-147", "invalid_grant", 400, locked],
    ["OAU-148", "invalid_grant", 400, locked],
    ["OAU-146", "invalid_client", 401, app],
    ["OAU-120", "invalid_client", 401, app],
    ["OAU-121", "invalid_client", 401, app],
    ["OAU-153", "invalid_client", 400, app],
    [undefined, "invalid_client", 401, app],
    ["OAU-140", "invalid_grant", 401, /not valid for this app.*new JWT/],
    ["OAU-210", "invalid_grant", 400, expired],
    ["OAU-213", "invalid_grant", 400, expired],
    ["OAU-129", "invalid_grant", 401, /damaged.*again/],
    [undefined, "invalid_grant", 400, /new JWT/],
    ["OAU-999", "invalid_grant", 400, /new JWT/],
    ["OAU-998", "something_new", 400, /baseUrl.*clientId.*clientSecret.*jwt/],
    ["ZZZ-1", "something_new", 400, /baseUrl.*clientId.*clientSecret.*jwt/],
  ])("with %s and %s gets the advice of that very code, after one try", async (code, error, status, advice) => {
    const wire = scriptedWire({ [tokenPath]: { status, body: oauth(code, error) } });
    const failure = await failureOf(wire.directory().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      message: expect.stringMatching(advice),
      details: { status, errorCode: code ?? error, advice: expect.stringMatching(advice) },
    });
    expect(failure).not.toHaveProperty("message", expect.stringContaining("Jane"));
    expect(wire.sent.filter((line) => line === tokenPath)).toHaveLength(1);
  });

  it("says whose fault it is", async () => {
    const messageFor = async (code: string) => {
      const wire = scriptedWire({ [tokenPath]: { status: 400, body: oauth(code) } });
      return String(Reflect.get((await failureOf(wire.directory().read())) as object, "message"));
    };
    expect(await messageFor("OAU-251")).toMatch(/app/);
    expect(await messageFor("OAU-141")).toMatch(/user/);
    expect(await messageFor("OAU-142")).toMatch(/account/);
    expect(await messageFor("OAU-146")).toMatch(/settings/);
  });

  it("that RingCentral itself calls temporary is an outage", async () => {
    const wire = scriptedWire({ [tokenPath]: { status: 400, body: { error: "temporarily_unavailable" } } });
    expect(await failureOf(wire.directory().read())).toMatchObject({
      code: "RINGCENTRAL_UNAVAILABLE",
      details: { advice: expect.stringContaining("status.ringcentral.com") },
    });
  });

  it.each([
    ["a page", { status: 401, text: "<html>Jane Doe</html>" }],
    ["nothing", { status: 403, text: "" }],
    ["a code that is a name", { status: 400, body: { errors: [{ errorCode: "Jane Doe" }] } }],
  ])("with %s quotes nothing of it, and names every credential", async (_, answer) => {
    const failure = await failureOf(
      scriptedWire({ [tokenPath]: answer })
        .directory()
        .read(),
    );
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      message: expect.stringMatching(/\(\d{3}\).*clientId.*clientSecret.*jwt/),
    });
    expect(JSON.stringify(failure)).not.toContain("Jane");
  });
});

describe("a refused list of RingEX", () => {
  const list = "GET /restapi/v1.0/account/~/extension";
  const refused = (code: string, facts: object = {}) => ({
    status: 403,
    body: { errorCode: "InsufficientPermissions", errors: [{ errorCode: code, message: "Jane Doe", ...facts }] },
  });
  const extensions = async (answer: object) =>
    (
      await scriptedWire({ [list]: answer as never })
        .directory()
        .read()
    ).ringEx.extensions;

  it("with CMN-401 names the permission that the app lacks, and no setting that does without", async () => {
    const read = await extensions(refused("CMN-401", { permissionName: "ReadAccounts" }));
    expect(read).toMatchObject({
      kind: "unreadable",
      cause: expect.stringContaining("403 CMN-401 (ReadAccounts)"),
      missingPermission: expect.stringMatching(/^ReadAccounts.*app/),
      advice: expect.stringMatching(/permission ReadAccounts to the app/),
    });
    expect(JSON.stringify(read)).not.toMatch(/ringExCheck|user/);
  });

  it("with CMN-401 takes the name from the body's own level, too", async () => {
    const body = { errorCode: "CMN-401", permissionName: "ReadAccounts" };
    expect(await extensions({ status: 403, body })).toMatchObject({ advice: expect.stringContaining("ReadAccounts") });
  });

  it("of the RingCX login with 403 names WFO_ACCESS", async () => {
    const body = { errorCode: "access.denied.exception" };
    const { directory } = scriptedWire({ "POST /api/auth/login/rc/accesstoken": { status: 403, body } });
    await expect(directory().read()).rejects.toMatchObject({
      code: "RINGCX_REJECTED",
      details: { advice: expect.stringMatching(/ringCxUrl.*WFO_ACCESS/) },
    });
  });

  it("of a sub-account's groups with 404 names the main account, too, and that of the login", async () => {
    const { directory } = scriptedWire({
      "POST /api/auth/login/rc/accesstoken": { json: { accessToken: "x", mainAccountId: 900 } },
      "GET /voice/api/integration/v1/admin/accounts/701/agentGroups": { status: 404 },
    });
    const { ringCx } = await directory().read();
    const advice = expect.stringMatching(/subAccountIds.*701 belongs to mainAccountId 700.*main account 900.*hint/);
    expect(ringCx.subAccounts).toMatchObject([{ subAccountId: "701", agents: { kind: "unreadable", advice } }]);
  });

  it("with CMN-401 is known beside entries that are none", async () => {
    const body = { errors: [null, "Jane Doe", { errorCode: "CMN-401", permissionName: "ReadAccounts" }] };
    expect(await extensions({ status: 403, body })).toMatchObject({
      advice: expect.stringMatching(/permission ReadAccounts to the app/),
    });
  });

  it.each([["Jane Doe"], ["a".repeat(65)], [5], [null], [undefined], ["Read\nAccounts"]])(
    "with CMN-401 quotes no permission name like %j",
    async (permissionName) => {
      const read = await extensions(refused("CMN-401", { permissionName }));
      expect(read).toMatchObject({ advice: expect.stringMatching(/app/) });
      expect(JSON.stringify(read)).not.toMatch(/Jane|aaaa|Accounts"/);
    },
  );

  it("with CMN-408 names the permission that the user lacks, and the setting that does without", async () => {
    expect(await extensions(refused("CMN-408", { permissionName: "ReadExtensions" }))).toMatchObject({
      missingPermission: expect.stringMatching(/ReadExtensions.*ringExCheck/),
      advice: expect.stringMatching(/user of the JWT.*ReadExtensions.*ringExCheck/),
    });
  });
});

describe("RingCX of which nothing is readable", () => {
  const admin = "/voice/api/integration/v1/admin";
  const denied = { status: 403, body: { errorCode: "access.denied.exception", generalMessage: "Jane Doe" } };
  const unknown = { status: 404, body: {} };
  const lists = (main: object, sub: object) =>
    ({ [`GET ${admin}/users/700`]: main, [`GET ${admin}/accounts/700/subaccounts`]: sub }) as never;

  it("with a 403 on every list is rejected and names WFO_ACCESS", async () => {
    const failure = await failureOf(scriptedWire(lists(denied, denied)).directory().read());
    expect(failure).toMatchObject({
      code: "RINGCX_REJECTED",
      message: expect.stringMatching(/main: .*403 access\.denied\.exception.*WFO_ACCESS/),
      details: { advice: expect.stringContaining("WFO_ACCESS") },
    });
    expect(failure).not.toHaveProperty("message", expect.stringContaining("Check mainAccountId"));
  });

  it("with a 404 on every list is rejected and names mainAccountId and the login's main account", async () => {
    const wire = scriptedWire({
      ...(lists(unknown, unknown) as object),
      "POST /api/auth/login/rc/accesstoken": { json: { accessToken: "x", mainAccountId: 987 } },
    });
    expect(await failureOf(wire.directory().read())).toMatchObject({
      code: "RINGCX_REJECTED",
      message: expect.stringMatching(/mainAccountId.*700.*main account 987.*hint/),
      details: { advice: expect.stringMatching(/mainAccountId.*987/), loginMainAccountIds: ["987"] },
    });
  });

  it("falls back to the accounts of the login's agents", async () => {
    const agentDetails = [{ accountId: "333" }, { accountId: 334 }, { accountId: "Jane Doe" }, 5];
    const wire = scriptedWire({
      ...(lists(unknown, unknown) as object),
      "POST /api/auth/login/rc/accesstoken": { json: { accessToken: "x", mainAccountId: null, agentDetails } },
    });
    expect(await failureOf(wire.directory().read())).toMatchObject({
      message: expect.stringMatching(/accounts 333, 334/),
    });
  });

  it("says nothing of the login's main account where the exchange does not", async () => {
    const wire = scriptedWire({
      ...(lists(unknown, unknown) as object),
      "POST /api/auth/login/rc/accesstoken": { json: { accessToken: "x", mainAccountId: "", agentDetails: "none" } },
    });
    const failure = await failureOf(wire.directory().read());
    expect(failure).toMatchObject({ code: "RINGCX_REJECTED", message: expect.stringContaining("mainAccountId") });
    expect(failure).not.toHaveProperty("message", expect.stringContaining("login belongs"));
  });

  it("with 403 and 404 names both", async () => {
    expect(await failureOf(scriptedWire(lists(denied, unknown)).directory().read())).toMatchObject({
      code: "RINGCX_REJECTED",
      message: expect.stringMatching(/WFO_ACCESS.*mainAccountId/),
    });
  });

  it.each([
    ["a 500 beside a 403", denied, { status: 500 }],
    ["a 400 beside a 403", denied, { status: 400 }],
    ["a 500 on every list", { status: 500 }, { status: 500 }],
    ["no list at all", { status: 200, body: {} }, denied],
  ])("with %s is unavailable", async (_, main, sub) => {
    const failure = await failureOf(scriptedWire(lists(main, sub)).directory().read());
    expect(failure).toMatchObject({
      code: "RINGCX_UNAVAILABLE",
      details: { advice: expect.stringContaining("status.ringcentral.com") },
    });
  });

  it("counts a sub-account that is not listed as no outage", async () => {
    const wire = scriptedWire(lists(denied, { json: [] }));
    expect(await failureOf(wire.directory().read())).toMatchObject({ code: "RINGCX_REJECTED" });
  });

  it("is the same for the wizard, which reads the list of sub-accounts only", async () => {
    const probed = (sub: object) =>
      failureOf(
        scriptedWire(lists({ json: [] }, sub))
          .probe()
          .subAccounts(),
      );
    expect(await probed(denied)).toMatchObject({ code: "RINGCX_REJECTED", message: /WFO_ACCESS/ });
    expect(await probed(unknown)).toMatchObject({
      code: "RINGCX_REJECTED",
      message: /mainAccountId.*main account 700/,
    });
    expect(await probed({ status: 500 })).toMatchObject({ code: "RINGCX_UNAVAILABLE" });
  });

  it("is no failure where only the administrators are refused", async () => {
    const wire = scriptedWire({ [`GET ${admin}/users/700`]: denied });
    const { ringCx } = await wire.directory().read();
    expect(ringCx.administrators).toMatchObject({
      kind: "unreadable",
      cause: expect.stringContaining("403 access.denied.exception"),
      advice: expect.stringContaining("WFO_ACCESS"),
    });
    expect(ringCx.subAccounts[0]?.agents.kind).toBe("complete");
  });
});

describe("a list of agents", () => {
  const groups = "GET /voice/api/integration/v1/admin/accounts/701/agentGroups";
  const agents = async (script: object) =>
    (
      await scriptedWire(script as never)
        .directory()
        .read()
    ).ringCx.subAccounts[0]?.agents;

  it("that is not found names the group", async () => {
    const read = await agents({ [`${groups}/30/agents`]: { status: 404, body: {} } });
    expect(read).toMatchObject({ kind: "unreadable", cause: expect.stringMatching(/agent group 30 \(Care\).*404/) });
  });

  it.each([
    ["its name", { groupName: "Night shift" }, /"Night shift".*agentGroupId/],
    ["its position", {}, /group 2 of the list.*agentGroupId/],
    ["its position where the name is none", { groupName: 7 }, /group 2 of the list/],
  ])("of a group without id names it by %s", async (_, group, cause) => {
    const list = { json: [{ agentGroupId: 30 }, { agentGroupId: null, ...group }] };
    expect(await agents({ [groups]: list })).toMatchObject({ kind: "unreadable", cause: expect.stringMatching(cause) });
  });
});
