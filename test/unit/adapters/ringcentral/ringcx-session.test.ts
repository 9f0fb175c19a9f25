import { describe, expect, it } from "vitest";
import type { RingCentralWorld } from "./ringcentral-world.ts";
import { everythingIn, failureOf, ringCentralWorld } from "./ringcentral-world.ts";

const exchange = "POST /api/auth/login/rc/accesstoken?includeRefresh=true";
const refresh = "POST /api/auth/token/refresh";
const exchangePath = "/api/auth/login/rc/accesstoken";
const refreshPath = "/api/auth/token/refresh";

const count = (world: RingCentralWorld, line: string) => world.sent().filter((sent) => sent === line).length;

/** So many groups that the reading takes longer than a RingCX token lives. */
function longWorld(): RingCentralWorld {
  const world = ringCentralWorld();
  for (let id = 1_000; id < 1_800; id += 1) world.organisation.addGroup({ subAccountId: "15910001", id });
  return world;
}

describe("the RingCX session", () => {
  it("is refreshed before it runs out, once, however many wait for it", async () => {
    const world = longWorld();
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
    expect(count(world, exchange)).toBe(1);
    expect(count(world, refresh)).toBe(1);
    expect(world.core.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it("is renewed once when RingCX says that the token has run out", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: "**/agentGroups/*/agents", fault: { kind: "status", status: 401 }, times: 3 });
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
    expect(count(world, refresh)).toBe(1);
    expect(count(world, exchange)).toBe(1);
  });

  it("leaves a scope unreadable whose new token is refused as well", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: "**/admin/users/*", fault: { kind: "status", status: 401 }, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.administrators).toEqual({
      kind: "unreadable",
      cause: "GET /voice/api/integration/v1/admin/users/{mainAccountId} answered 401.",
    });
    expect(world.sent().filter((line) => line.includes("/admin/users/"))).toHaveLength(2);
  });

  it.each([
    ["is lost", { kind: "lost" }],
    ["is a refusal", { kind: "status", status: 400 }],
    ["is a failure", { kind: "status", status: 500 }],
    ["is no JSON", { kind: "html" }],
  ] as const)("is exchanged anew when the answer to its refresh %s, which is never repeated", async (_, fault) => {
    const world = longWorld();
    world.core.faults.add({ when: refreshPath, fault, times: "always" });
    const { ringCx } = await world.connect().read();
    expect(ringCx.subAccounts.map(({ agents }) => agents.kind)).toEqual(["complete", "complete"]);
    expect(count(world, refresh)).toBe(1);
    expect(count(world, exchange)).toBe(2);
    expect(world.sent().filter((line) => line.includes("/oauth/token"))).toHaveLength(1);
  });

  it.each([400, 401, 403] as const)("is rejected after one try when the exchange answers %d", async (status) => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: exchangePath, fault: { kind: "status", status }, times: "always" });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({ code: "RINGCX_REJECTED", details: { status }, retryable: false });
    expect(count(world, exchange)).toBe(1);
  });

  it("is unavailable when the exchange fails four times", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: exchangePath, fault: { kind: "status", status: 502 }, times: "always" });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({
      code: "RINGCX_UNAVAILABLE",
      message: expect.stringContaining("answered 502 (4 tries)"),
    });
    expect(count(world, exchange)).toBe(4);
  });

  it("survives an exchange that fails at first", async () => {
    const world = ringCentralWorld();
    world.core.faults.add({ when: exchangePath, fault: { kind: "reset" }, times: 3 });
    const { ringCx } = await world.connect().read();
    expect(ringCx.administrators.kind).toBe("complete");
  });

  it("shows no token in an error or a note", async () => {
    const world = longWorld();
    world.core.faults.add({ when: refreshPath, fault: { kind: "lost" }, times: 1 });
    world.core.faults.add({ when: exchangePath, fault: { kind: "status", status: 403 }, times: 1, fromNth: 2 });
    const failure = await failureOf(world.connect().read());
    expect(failure).toMatchObject({ code: "RINGCX_REJECTED" });
    const shown = everythingIn(failure) + world.notes.join();
    expect(world.notes).toHaveLength(1);
    // The simulator's tokens are 43 characters of base64url.
    expect(shown).not.toMatch(/[\w-]{43}/);
  });
});
