import { describe, expect, it } from "vitest";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function newCore() {
  const clock = { at: Date.parse("2026-03-01T02:00:00Z") };
  const { organisation } = smallOrganisation();
  const core = new SimulatorCore({ organisation, now: () => clock.at, limits: "off" });
  return { core, clock, organisation, session: new SimulatorSession(core) };
}

const errorCode = (body: string): unknown => JSON.parse(body).errors[0].errorCode;

describe("RingCentral login", () => {
  it("issues a bearer token for the right client and assertion, without a refresh token", () => {
    const answer = newCore().session.login();
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      access_token: expect.any(String),
      token_type: "bearer",
      expires_in: 7199,
      scope: "ReadAccounts",
      owner_id: "401836000000",
    });
  });

  it("answers a wrong client secret with OAU-146", () => {
    const answer = newCore().session.login({ clientSecret: "wrong" });
    expect([answer.status, JSON.parse(answer.body).error, errorCode(answer.body)]).toEqual([
      401,
      "invalid_client",
      "OAU-146",
    ]);
  });

  it("answers a wrong assertion with OAU-140", () => {
    const answer = newCore().session.login({ jwt: "wrong" });
    expect([answer.status, JSON.parse(answer.body).error, errorCode(answer.body)]).toEqual([
      400,
      "invalid_grant",
      "OAU-140",
    ]);
  });

  it("answers an expired assertion with OAU-140", () => {
    const { session, organisation, clock } = newCore();
    const claims = Buffer.from(JSON.stringify({ exp: clock.at / 1000 + 60 })).toString("base64url");
    organisation.credentials.jwt = `e30.${claims}.signature`;
    expect(session.login().status).toBe(200);
    clock.at += 60_000;
    expect(errorCode(session.login().body)).toBe("OAU-140");
  });

  it("answers any other grant with OAU-112", () => {
    const answer = newCore().session.login({ grantType: "password" });
    expect([answer.status, errorCode(answer.body)]).toEqual([400, "OAU-112"]);
  });

  it("refuses a body that is not a form", () => {
    const { session, organisation } = newCore();
    const { clientId, clientSecret } = organisation.credentials;
    const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const headers = { "content-type": "application/json", authorization };
    const answer = session.send({ method: "POST", path: "/restapi/oauth/token", headers, body: "{}" });
    expect([answer.status, errorCode(answer.body)]).toEqual([400, "OAU-101"]);
  });

  it("locks the account after five rejected logins, for the right credentials too", () => {
    const { session, core } = newCore();
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(errorCode(session.login({ jwt: "wrong" }).body)).toBe("OAU-140");
    expect(errorCode(session.login().body)).toBe("OAU-147");
    core.tokens.unlock();
    expect(session.login().status).toBe(200);
  });

  it("forgets rejected logins after a successful one", () => {
    const { session } = newCore();
    for (let attempt = 0; attempt < 4; attempt += 1) session.login({ clientSecret: "wrong" });
    session.login();
    for (let attempt = 0; attempt < 4; attempt += 1) session.login({ clientSecret: "wrong" });
    expect(session.login().status).toBe(200);
  });
});

describe("RingCX tokens", () => {
  it("are given for a valid RingCentral token only", () => {
    const { session, clock } = newCore();
    const token: string = JSON.parse(session.login().body).access_token;
    expect(session.exchange("made-up").status).toBe(401);
    expect(JSON.parse(session.exchange(token).body)).toMatchObject({
      tokenType: "Bearer",
      mainAccountId: "99990033",
      agentDetails: [{ accountId: "15910001" }, { accountId: "15910002" }],
    });
    clock.at += 7_199_000;
    expect(session.exchange(token).status).toBe(401);
  });

  it("come without a refresh token unless one is asked for", () => {
    const { session } = newCore();
    const rcAccessToken: string = JSON.parse(session.login().body).access_token;
    const form = { rcAccessToken, rcTokenType: "Bearer" };
    const answer = JSON.parse(session.post("ringcx", { path: "/api/auth/login/rc/accesstoken", form }).body);
    expect(answer.accessToken).toEqual(expect.any(String));
    expect(answer).not.toHaveProperty("refreshToken");
  });

  it("are refused with 400 when the form is incomplete", () => {
    const { session } = newCore();
    const rcAccessToken: string = JSON.parse(session.login().body).access_token;
    const exchange = session.post("ringcx", { path: "/api/auth/login/rc/accesstoken", form: { rcAccessToken } });
    expect([exchange.status, JSON.parse(exchange.body).details]).toEqual([400, "The supplied data is not valid"]);
    expect(session.post("ringcx", { path: "/api/auth/token/refresh", form: {} }).status).toBe(400);
  });

  it("live five minutes and then answer `Jwt is expired`", () => {
    const { core, clock } = newCore();
    const session = SimulatorSession.signedIn(core);
    clock.at += 299_999;
    expect(session.ringCx("/users/99990033").status).toBe(200);
    clock.at += 1;
    expect(session.ringCx("/users/99990033")).toMatchObject({ status: 401, body: "Jwt is expired" });
  });

  it("are renewed by a refresh token, which is spent by that", () => {
    const { core, clock } = newCore();
    const session = SimulatorSession.signedIn(core);
    clock.at += 400_000;
    const renewed = JSON.parse(session.refresh(session.refreshToken ?? "").body);
    expect(session.refresh(session.refreshToken ?? "").status).toBe(401);
    session.ringCxToken = renewed.accessToken;
    expect(session.ringCx("/users/99990033").status).toBe(200);
    expect(session.refresh(renewed.refreshToken).status).toBe(200);
  });
});

describe("bearer tokens", () => {
  it("of one host are refused by the other", () => {
    const session = SimulatorSession.signedIn(newCore().core);
    [session.platformToken, session.ringCxToken] = [session.ringCxToken, session.platformToken];
    expect(JSON.parse(session.ringEx("/extension").body).errorCode).toBe("OAU-213");
    expect(session.ringCx("/users/99990033")).toMatchObject({ status: 401, body: "Unauthorized" });
  });

  it("that have expired answer OAU-213 on RingEX", () => {
    const { core, clock } = newCore();
    const session = SimulatorSession.signedIn(core);
    clock.at += 7_199_000;
    expect(session.ringEx("/extension").status).toBe(401);
    expect(JSON.parse(session.ringEx("/extension").body).errorCode).toBe("OAU-213");
  });

  it("that are missing answer OAU-151 on RingEX and 401 on RingCX", () => {
    const { session } = newCore();
    expect(errorCode(session.send({ path: "/restapi/v1.0/account/~/extension" }).body)).toBe("OAU-151");
    expect(session.send({ host: "ringcx", path: "/voice/api/integration/v1/admin/users/99990033" }).status).toBe(401);
  });

  it("are worthless once the login is revoked", () => {
    const { core } = newCore();
    const session = SimulatorSession.signedIn(core);
    core.tokens.revokeAll();
    expect([session.ringEx("").status, session.ringCx("/users/99990033").status]).toEqual([401, 401]);
  });
});
