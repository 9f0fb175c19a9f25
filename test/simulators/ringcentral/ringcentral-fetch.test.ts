import { describe, expect, it } from "vitest";
import type { Fault } from "./faults.ts";
import { ringCentralFetch } from "./ringcentral-fetch.ts";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

const platformUrl = "https://platform.ringcentral.example/";
const ringCxUrl = "https://ringcx.ringcentral.example/";

function simulation(fault?: Fault) {
  const clock = { at: 0 };
  const core = new SimulatorCore({ ...smallOrganisation(), limits: "off", now: () => clock.at });
  const session = SimulatorSession.signedIn(core);
  if (fault !== undefined) core.faults.add({ when: "/restapi/**", fault, times: 1 });
  const sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    clock.at += ms;
  };
  const fetch = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep });
  const extensions = (init: RequestInit = {}) =>
    fetch(`${platformUrl}restapi/v1.0/account/~/extension`, {
      ...init,
      headers: { authorization: `Bearer ${session.platformToken}` },
    });
  return { core, clock, fetch, session, extensions };
}

describe("fetch without sockets", () => {
  it("reaches each host by its origin", async () => {
    const { extensions, fetch, session } = simulation();
    expect(((await (await extensions()).json()) as { records: unknown[] }).records).toHaveLength(4);
    const headers = { authorization: `Bearer ${session.ringCxToken}` };
    const users = await fetch(new URL("voice/api/integration/v1/admin/users/99990033", ringCxUrl), { headers });
    expect(await users.json()).toHaveLength(1);
    await expect(fetch("https://elsewhere.example/")).rejects.toThrow("fetch failed");
  });

  it("takes a Request and a form, as the built-in one does", async () => {
    const { fetch, session } = simulation();
    const body = new URLSearchParams({ refresh_token: session.refreshToken ?? "" });
    const answer = await fetch(new Request(`${ringCxUrl}api/auth/token/refresh`, { method: "POST", body }));
    expect(answer.status).toBe(200);
  });

  it("passes the time of a slow answer on the simulation's clock", async () => {
    const { extensions, clock } = simulation({ kind: "slow", delayMs: 9_000 });
    expect((await extensions()).status).toBe(200);
    expect(clock.at).toBe(9_000);
  });

  it("rejects with the reason of the signal when an answer never comes", async () => {
    const { extensions } = simulation({ kind: "timeout" });
    const controller = new AbortController();
    const answer = extensions({ signal: controller.signal });
    controller.abort(new Error("out of patience"));
    await expect(answer).rejects.toThrow("out of patience");
  });

  it("sends nothing once the signal is aborted", async () => {
    const { extensions, core } = simulation();
    const before = core.requests.length;
    await expect(extensions({ signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow("too late");
    expect(core.requests).toHaveLength(before);
  });

  it("rejects like a broken connection", async () => {
    const { extensions } = simulation({ kind: "reset" });
    await expect(extensions()).rejects.toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
  });

  it("treats a redirect as asked: an error, an answer, or a second request without credentials", async () => {
    const fault: Fault = { kind: "redirect", location: `${ringCxUrl}voice/api/integration/v1/admin/users/99990033` };
    await expect(simulation(fault).extensions({ redirect: "error" })).rejects.toThrow("fetch failed");
    expect((await simulation(fault).extensions({ redirect: "manual" })).status).toBe(302);
    const followed = simulation(fault);
    expect((await followed.extensions()).status).toBe(401);
    expect(followed.core.requests.at(-1)).toMatchObject({ host: "ringcx", status: 401 });
  });
});
