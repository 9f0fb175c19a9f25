import { afterEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "./faults.ts";
import type { RingCentralSimulator } from "./ringcentral-simulator.ts";
import { startRingCentralSimulator } from "./ringcentral-simulator.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

const started: RingCentralSimulator[] = [];

async function start() {
  const people = smallOrganisation();
  const simulator = await startRingCentralSimulator({ organisation: people.organisation, limits: "off" });
  started.push(simulator);
  const session = SimulatorSession.signedIn(simulator);
  const extensions = (init: RequestInit = {}) =>
    fetch(`${simulator.platformUrl}restapi/v1.0/account/~/extension`, {
      ...init,
      headers: { authorization: `Bearer ${session.platformToken}` },
    });
  const strike = (fault: Fault) => simulator.faults.add({ when: "/restapi/**", fault, times: 1 });
  return { ...people, simulator, session, extensions, strike };
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(started.splice(0).map((simulator) => simulator.close()));
});

const failureCode = async (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: TypeError) => (error.cause as { readonly code?: string }).code,
  );

describe("the simulator on sockets", () => {
  it("listens on two origins of the loopback address", async () => {
    const { simulator } = await start();
    for (const url of [simulator.platformUrl, simulator.ringCxUrl])
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(simulator.platformUrl).not.toBe(simulator.ringCxUrl);
  });

  it("takes a form, exchanges tokens between its hosts and lists people in full", async () => {
    const { simulator, organisation, supervisor } = await start();
    const { clientId, clientSecret, jwt } = organisation.credentials;
    const grant = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: jwt };
    const login = await fetch(`${simulator.platformUrl}restapi/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams(grant),
    });
    const { access_token: rcAccessToken } = (await login.json()) as { access_token: string };
    const exchange = await fetch(`${simulator.ringCxUrl}api/auth/login/rc/accesstoken?includeRefresh=true`, {
      method: "POST",
      body: new URLSearchParams({ rcAccessToken, rcTokenType: "Bearer" }),
    });
    const { accessToken } = (await exchange.json()) as { accessToken: string };
    const path = "voice/api/integration/v1/admin/accounts/15910001/agentGroups/30/agents";
    const agents = await fetch(simulator.ringCxUrl + path, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(await agents.json()).toMatchObject([{ lastName: supervisor.lastName }, { firstName: "José" }]);
  });

  it("writes links with the address that the client used", async () => {
    const { extensions, simulator } = await start();
    const list = (await (await extensions()).json()) as { uri: string };
    expect(list.uri.startsWith(simulator.platformUrl)).toBe(true);
  });

  it("does not know the paths of its other host", async () => {
    const { simulator, session } = await start();
    const headers = { authorization: `Bearer ${session.platformToken}` };
    const answer = await fetch(`${simulator.ringCxUrl}restapi/v1.0/account/~/extension`, { headers });
    expect(answer.status).toBe(404);
  });

  it("breaks the connection for a reset and for a lost answer", async () => {
    const { extensions, strike, simulator } = await start();
    strike({ kind: "reset" });
    strike({ kind: "lost" });
    const codes = [await failureCode(extensions()), await failureCode(extensions())];
    expect(codes.map((code) => /^(UND_ERR_SOCKET|ECONNRESET)$/.test(code ?? ""))).toEqual([true, true]);
    expect(simulator.requests.slice(-2).map((entry) => entry.fault)).toEqual(["reset", "lost"]);
    expect((await extensions()).status).toBe(200);
  });

  it("holds a slow answer back for its delay while others are served", async () => {
    const { extensions, strike, simulator } = await start();
    strike({ kind: "slow", delayMs: 60_000 });
    // Only what waits on purpose: the sockets keep their own time.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const order: string[] = [];
    const arrived = arrival(simulator);
    const slow = extensions().then((answer) => order.push(`slow ${answer.status}`));
    await arrived;
    order.push(`quick ${(await extensions()).status}`);
    vi.advanceTimersByTime(60_000);
    await slow;
    expect(order).toEqual(["quick 200", "slow 200"]);
  });

  it("keeps silent for a timeout until the client gives up", async () => {
    const { extensions, strike } = await start();
    strike({ kind: "timeout" });
    await expect(extensions({ signal: AbortSignal.timeout(50) })).rejects.toThrow(/aborted due to timeout/);
  });

  it("closes while requests hang or wait", async () => {
    const { extensions, strike, simulator } = await start();
    const hanging: Promise<unknown>[] = [];
    for (const fault of [{ kind: "timeout" }, { kind: "slow", delayMs: 3_600_000 }] as const) {
      strike(fault);
      const arrived = arrival(simulator);
      hanging.push(failureCode(extensions()));
      await arrived;
    }
    await simulator.close();
    for (const code of await Promise.all(hanging)) expect(code).not.toBe("answered");
    expect(simulator.requests.slice(-2).map((entry) => entry.fault)).toEqual(["timeout", "slow"]);
  });

  it("sends a redirect that a careful client refuses to follow", async () => {
    const { extensions, strike, simulator } = await start();
    strike({ kind: "redirect", location: simulator.ringCxUrl });
    await expect(extensions({ redirect: "error" })).rejects.toThrow("fetch failed");
    expect(simulator.requests.at(-1)).toMatchObject({ status: 302, host: "platform" });
  });
});

/** Resolves with the next request. */
function arrival(simulator: RingCentralSimulator): Promise<void> {
  return new Promise((resolve) => {
    const end = simulator.onRequest("**", () => {
      end();
      resolve();
    });
  });
}
