import { beforeEach, describe, expect, it } from "vitest";
import { everythingIn, failureOf, type RingCentralWorld, ringCentralWorld } from "./ringcentral-world.ts";

let world: RingCentralWorld;
beforeEach(() => {
  world = ringCentralWorld();
});

const count = (part: string) => world.sent().filter((line) => line.includes(part)).length;
const tokens = () => ({
  logins: count("/oauth/token"),
  exchanges: count("/rc/accesstoken"),
  refreshes: count("/token/refresh"),
});
const extensions = "/restapi/v1.0/account/~/extension";
const agents = "**/agentGroups/*/agents";
const exchange = "**/login/rc/accesstoken";
const read = async (settings = {}) => {
  const { ringCx, ringEx } = await world.connect(settings).read();
  return [ringEx.extensions, ringCx.administrators, ...ringCx.subAccounts.map((one) => one.agents)].map(
    ({ kind }) => kind,
  );
};
const complete = ["complete", "complete", "complete", "complete"];

describe("tokens", () => {
  it("serve ten readings in a minute, without a wait", async () => {
    const startedAt = world.clock.now();
    for (let times = 0; times < 10; times += 1) expect(await read()).toEqual(complete);
    expect(tokens()).toEqual({ logins: 1, exchanges: 1, refreshes: 0 });
    expect(world.clock.now()).toEqual(startedAt);
  });

  it("need no calls that a later reading would have to plan", async () => {
    await read();
    const directory = world.connect();
    await directory.read();
    expect(directory.calls()).toEqual({ ringCentral: 1, ringCx: 7, throttled: 0 });
    expect(directory.callsLeft()).toBe(0);
  });

  it("of RingCX are refreshed and of RingCentral kept a quarter of an hour later", async () => {
    await read();
    await world.clock.sleep(15 * 60_000);
    expect(await read()).toEqual(complete);
    expect(tokens()).toEqual({ logins: 1, exchanges: 1, refreshes: 1 });
  });

  it("of RingCentral are not used in the last minute of the life that RingCentral tells", async () => {
    await read();
    await world.clock.sleep((7_199 - 61) * 1_000);
    await read();
    expect(tokens().logins).toBe(1);
    await world.clock.sleep(60_000);
    await read();
    expect(tokens().logins).toBe(2);
    expect(world.core.requests.filter(({ status, path }) => status === 401 && path.startsWith(extensions))).toEqual([]);
  });

  it("are not those of another tenant", async () => {
    await read();
    await read({ tenantId: "other" as never });
    expect(tokens()).toEqual({ logins: 2, exchanges: 2, refreshes: 0 });
  });

  it("are not those of other credentials, not even after them", async () => {
    await read();
    const { jwt } = world.credentials;
    for (const other of ["other.j.wt", jwt]) {
      world.organisation.credentials.jwt = other;
      Object.assign(world.credentials, { jwt: other });
      expect(await read()).toEqual(complete);
    }
    expect(tokens()).toEqual({ logins: 3, exchanges: 3, refreshes: 0 });
  });

  it("stand in no note and no error", async () => {
    await read();
    world.core.faults.add({ when: "**", fault: { kind: "status", status: 401 }, times: "always" });
    const shown = everythingIn(await failureOf(read())) + world.notes.join();
    // The simulator's tokens are 43 characters of base64url.
    expect(shown).not.toMatch(/[\w-]{43}/);
  });
});

describe("a 401 in the middle of a run", () => {
  it("makes one new login, whatever became of the token", async () => {
    const stop = world.core.onRequest(agents, () => {
      stop();
      world.core.tokens.revokeAll();
    });
    expect(await read()).toEqual(complete);
    expect(tokens().logins).toBe(2);
  });

  it("of RingEX leaves the extensions unreadable when the new token is refused, too", async () => {
    world.core.faults.add({ when: extensions, fault: { kind: "status", status: 401 }, times: "always" });
    expect(await read()).toEqual(["unreadable", "complete", "complete", "complete"]);
    expect([tokens().logins, count(extensions)]).toEqual([2, 2]);
  });

  it.each(["Jwt verification fails", "<html>Unauthorized</html>", '{"errorCode":"unauthorized"}', ""])(
    "of RingCX renews its token once: %s",
    async (body) => {
      let left = 1;
      world = ringCentralWorld((answer, url) =>
        url.endsWith("/agents") && left-- > 0 ? new Response(body, { status: 401 }) : answer,
      );
      expect(await read()).toEqual(complete);
      expect(tokens()).toEqual({ logins: 1, exchanges: 1, refreshes: 1 });
    },
  );

  it("at every list of agents renews the token once and not for each of them", async () => {
    world.core.faults.add({ when: agents, fault: { kind: "status", status: 401 }, times: "always" });
    expect(await read()).toEqual(["complete", "complete", "unreadable", "unreadable"]);
    expect(tokens()).toEqual({ logins: 1, exchanges: 1, refreshes: 1 });
  });

  it("for tokens kept from an earlier run costs one login and one exchange that succeed", async () => {
    await read();
    world.core.tokens.revokeAll();
    expect(await read()).toEqual(complete);
    expect(tokens().logins).toBe(2);
  });

  it("at the exchange of a kept token makes one new login before RingCX counts as refusing it", async () => {
    await read();
    await world.clock.sleep(15 * 60_000);
    world.core.faults.add({ when: "**/token/refresh", fault: { kind: "status", status: 401 }, times: "always" });
    world.core.faults.add({ when: exchange, fault: { kind: "status", status: 401 }, times: "always" });
    expect(await failureOf(read())).toMatchObject({ code: "RINGCX_REJECTED" });
    expect(tokens()).toEqual({ logins: 2, exchanges: 3, refreshes: 1 });
  });
});
