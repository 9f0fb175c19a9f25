import { SDK } from "@ringcentral/sdk";
import { describe, expect, it } from "vitest";
import { everythingIn, failureOf, ringCentralWorld } from "./ringcentral-world.ts";
import { scriptedWire } from "./scripted-wire.ts";

const tokenPath = "/restapi/oauth/token";
const logins = (sent: readonly string[]) => sent.filter((line) => line === `POST ${tokenPath}`).length;

describe("the login", () => {
  it("that the client id or secret spoils is rejected after one try", async () => {
    const world = ringCentralWorld();
    world.organisation.credentials.clientSecret = "another-secret";
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      message: expect.stringMatching(/OAU-146.*clientId.*clientSecret/),
      details: { status: 401, errorCode: "OAU-146" },
      retryable: false,
    });
    expect(world.sent()).toEqual([`POST ${tokenPath}`]);
  });

  it("with a JWT that is not valid is rejected after one try", async () => {
    const world = ringCentralWorld();
    world.organisation.credentials.jwt = "another.j.wt";
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({ code: "RINGCENTRAL_REJECTED", message: expect.stringMatching(/OAU-140.*new JWT/) });
    expect(logins(world.sent())).toBe(1);
  });

  it("is not tried again by the same directory once it was rejected", async () => {
    const world = ringCentralWorld();
    world.organisation.credentials.jwt = "another.j.wt";
    const directory = world.connect();
    await failureOf(directory.read());
    await failureOf(directory.readAgain({ main: true, subAccountIds: [] }));
    expect(logins(world.sent())).toBe(1);
  });

  it.each([
    ["POST /restapi/oauth/token", { access_token: "t", token_type: null, expires_in: null }],
    ["POST /restapi/oauth/token", { access_token: "t", token_type: 7, expires_in: "soon" }],
    ["POST /api/auth/login/rc/accesstoken", { accessToken: "x", refreshToken: "", agentDetails: null }],
    ["POST /api/auth/login/rc/accesstoken", { accessToken: "x", refreshToken: 7, mainAccountId: {} }],
  ])("needs nothing but the token of %s: %j", async (request, json) => {
    const { ringCx } = await scriptedWire({ [request]: { json } })
      .directory()
      .read();
    expect(ringCx.administrators).toMatchObject({ kind: "complete" });
  });

  it("says what to do when the account is locked", async () => {
    const world = ringCentralWorld();
    world.organisation.credentials.jwt = "another.j.wt";
    for (let count = 0; count < 5; count += 1) {
      await failureOf(world.connect().read());
      // Nobody sends a login again before.
      await world.clock.advance(4 * 3_600_000);
    }
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      message: expect.stringMatching(/OAU-147.*locked.*wait/),
    });
  });

  it("shows neither secret, JWT nor token when it fails", async () => {
    for (const status of [400, 403, 500] as const) {
      const world = ringCentralWorld();
      world.core.faults.add({ when: tokenPath, fault: { kind: "status", status }, times: "always" });
      const { clientSecret, jwt } = world.credentials;
      const basic = btoa(`simulated-client-id:${clientSecret}`);
      const shown = everythingIn(await failureOf(world.connect().read())) + world.notes.join();
      for (const secret of [clientSecret, jwt, basic]) expect(shown).not.toContain(secret);
    }
  });

  it.each([
    ["a 500", { kind: "status", status: 500 }],
    ["a page of a proxy", { kind: "html" }],
    ["a broken connection", { kind: "reset" }],
    ["half an answer", { kind: "truncated" }],
    ["silence", { kind: "timeout" }],
    ["a 429", { kind: "status", status: 429, retryAfterSeconds: 20 }],
  ] as const)("is repeated after %s", async (_, fault) => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: tokenPath, fault, times: 2 });
    const { ringEx } = await world.connect().read();
    expect(ringEx.extensions.kind).toBe("complete");
    expect(logins(world.sent())).toBe(3);
  });

  it("gives up after four tries, as unavailable", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: tokenPath, fault: { kind: "status", status: 503 }, times: "always" });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_UNAVAILABLE",
      message: expect.stringContaining("POST /restapi/oauth/token answered 503 (4 tries)"),
      retryable: true,
    });
    expect(failure).toHaveProperty("details", {
      status: 503,
      advice: expect.stringContaining("status.ringcentral.com"),
    });
    expect(world.sent()).toHaveLength(4);
  });

  it("names the host when there is no answer", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: tokenPath, fault: { kind: "reset" }, times: "always" });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_UNAVAILABLE",
      message: expect.stringContaining(
        "could not be reached: platform.ringcentral.example closed the connection (ECONNRESET)",
      ),
    });
    expect(Reflect.get(failure as object, "details")).toStrictEqual({ advice: expect.stringMatching(/network.*host/) });
  });

  it("that cannot be put into a header is rejected before anything is sent", async () => {
    const world = ringCentralWorld();
    const failure = await failureOf(world.connect({ clientId: "\u{1F511}" }).read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      message: expect.stringContaining("could not be sent: clientId or clientSecret contains unusual characters"),
    });
    expect(world.sent()).toEqual([]);
  });

  it("passes on that time ran out, and counts as a call", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: tokenPath, fault: { kind: "status", status: 503 }, times: "always" });
    const directory = world.connect({}, 1 / 60_000);
    expect(await failureOf(directory.read())).toMatchObject({ code: "OUT_OF_TIME" });
    expect(directory.calls()).toEqual({ ringCentral: 1, ringCx: 0, throttled: 0 });
  });

  it("follows no redirect, so that no credential does", async () => {
    const world = ringCentralWorld();
    const fault = { kind: "redirect", location: "https://elsewhere.example/login" } as const;
    world.core.faults.add({ when: tokenPath, fault, times: 1 });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCENTRAL_UNAVAILABLE",
      message: expect.stringContaining("redirect (302)"),
    });
    expect(world.sent()).toHaveLength(1);
  });

  it("leaves no token behind in the process", async () => {
    const world = ringCentralWorld();
    await world.connect().read();
    const { localStorage } = Reflect.get(new SDK({ fetch, Request, Response, Headers }).cache(), "_externals");
    expect(Object.keys(localStorage).filter((key) => key.includes("user-sync"))).toEqual([]);
  });
});
