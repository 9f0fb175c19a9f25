import { describe, expect, it } from "vitest";
import { publishedLimits } from "./rate-limits.ts";
import type { SimulatorOptions } from "./simulator-core.ts";
import { SimulatorCore } from "./simulator-core.ts";
import { SimulatorSession } from "./simulator-session.ts";
import { smallOrganisation } from "./small-organisation.ts";

function signedIn(limits: SimulatorOptions["limits"]) {
  const clock = { at: Date.parse("2026-03-01T02:00:00Z") };
  const core = new SimulatorCore({ ...smallOrganisation(), now: () => clock.at, ...(limits && { limits }) });
  return { clock, core, session: SimulatorSession.signedIn(core) };
}

const times = (count: number, act: () => { readonly status: number }) =>
  Array.from({ length: count }, () => act().status);

describe("RingEX limits", () => {
  it.each([
    ["Light", "", 50],
    ["Light", "/user-role/1", 50],
    ["Medium", "/extension", 40],
    ["Medium", "/user-role", 40],
    ["Medium", "/assigned-role", 40],
  ])("admit in the group %s (account%s) %i requests a minute", (group, path, limit) => {
    const { session } = signedIn("on");
    expect(new Set(times(limit - 1, () => session.ringEx(path)))).toEqual(new Set([200]));
    const headers = { "x-rate-limit-group": group, "x-rate-limit-limit": String(limit), "x-rate-limit-window": "60" };
    expect(session.ringEx(path)).toMatchObject({ status: 200, headers: { ...headers, "x-rate-limit-remaining": "0" } });
    const refused = session.ringEx(path);
    expect(refused).toMatchObject({ status: 429, headers: { ...headers, "retry-after": "60" } });
    expect(JSON.parse(refused.body)).toMatchObject({ errorCode: "CMN-301", message: "Request rate exceeded" });
  });

  it("count each group apart", () => {
    const { session } = signedIn("on");
    times(41, () => session.ringEx("/extension"));
    expect(session.ringEx("").status).toBe(200);
  });

  it("slide: sixty seconds after a request there is room for another one", () => {
    const { session, clock } = signedIn("on");
    times(20, () => session.ringEx("/extension"));
    clock.at += 59_000;
    times(20, () => session.ringEx("/extension"));
    clock.at += 1_000;
    expect(times(20, () => session.ringEx("/extension"))).toEqual(Array(20).fill(200));
    expect(session.ringEx("/extension").status).toBe(429);
  });

  it("restart the penalty with a request inside it, and the log says so", () => {
    const { session, clock, core } = signedIn("on");
    times(41, () => session.ringEx("/extension"));
    expect(core.requests.at(-1)).toMatchObject({ status: 429, insidePenalty: false });
    clock.at += 59_999;
    expect(session.ringEx("/extension")).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    expect(core.requests.at(-1)).toMatchObject({ group: "medium", status: 429, insidePenalty: true });
    clock.at += 59_999;
    expect(session.ringEx("/extension").status).toBe(429);
    clock.at += 60_000;
    expect(session.ringEx("/extension").status).toBe(200);
    expect(core.requests.at(-1)).toMatchObject({ status: 200, insidePenalty: false });
  });

  it("admit five logins a minute", () => {
    const { session } = signedIn("on");
    expect(times(5, () => session.login())).toEqual([200, 200, 200, 200, 429]);
  });
});

describe("RingCX limits", () => {
  it("admit 120 requests a minute, say `Too Many Requests` and name no limit", () => {
    const { session } = signedIn("on");
    expect(new Set(times(120, () => session.ringCx("/users/99990033")))).toEqual(new Set([200]));
    const refused = session.ringCx("/users/99990033");
    expect(refused).toMatchObject({ status: 429, body: "Too Many Requests" });
    expect(Object.keys(refused.headers)).toEqual(["content-type"]);
  });

  it("admit five exchanges a minute", () => {
    const { session } = signedIn("on");
    const token = session.platformToken ?? "";
    expect(times(5, () => session.exchange(token))).toEqual([200, 200, 200, 200, 429]);
  });

  it("count refused requests too, so that hammering never gets through", () => {
    const { session, clock, core } = signedIn("on");
    times(121, () => session.ringCx("/users/99990033"));
    const hammered = times(120, () => {
      clock.at += 1_000;
      return session.ringCx("/users/99990033");
    });
    expect(new Set(hammered.slice(0, 59))).toEqual(new Set([429]));
    expect(core.requests.at(125)).toMatchObject({ status: 429, insidePenalty: true });
    clock.at += 60_000;
    expect(session.ringCx("/users/99990033").status).toBe(200);
  });
});

describe("limits that are off", () => {
  it("refuse nothing and tell a limiter so on both hosts", () => {
    const { session } = signedIn("off");
    expect(new Set(times(500, () => session.ringEx("/extension")))).toEqual(new Set([200]));
    expect(new Set(times(500, () => session.ringCx("/users/99990033")))).toEqual(new Set([200]));
    for (const answer of [session.ringEx("/extension"), session.ringCx("/users/99990033")]) {
      expect(Number(answer.headers["x-rate-limit-remaining"])).toBeGreaterThan(publishedLimits.ringcx * 1000);
    }
  });
});
