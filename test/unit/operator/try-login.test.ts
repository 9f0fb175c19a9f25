import { expect, test } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { DirectoryRequest, SeenSubAccount } from "#shared/ports/directory.ts";
import { ManualClock } from "#test/fakes/manual-clock.ts";
import { tenant } from "#test/unit/run/sync-world.ts";

const credentials = { clientSecret: "Sesame-4711", jwt: "Open.Sesame-4712.Please" };
const settings = {
  baseUrl: "https://platform.ringcentral.com/",
  ringCxUrl: "https://ringcx.ringcentral.com/",
  mainAccountId: "700",
  clientId: "app-1",
};
const listed: readonly SeenSubAccount[] = [{ id: "701", name: "Dallas", activity: "active" }];

function world(subAccounts: () => Promise<readonly SeenSubAccount[]>) {
  const requests: DirectoryRequest[] = [];
  const clock = new ManualClock();
  const probe = (request: DirectoryRequest) => {
    requests.push(request);
    return { subAccounts };
  };
  return { requests, clock, ports: { clock, probe } };
}

test("an accepted login tells the sub-accounts that it sees, with settings that lack everything else", async () => {
  const { ports, requests } = world(async () => listed);
  const tried = await tryLogin({ tenantId: tenant, settings, credentials }, ports);
  expect(tried).toEqual({ kind: "accepted", subAccounts: listed });
  expect(requests).toMatchObject([{ credentials, settings: { ...settings, tenantId: tenant, subAccountIds: [] } }]);
});

test("it has a minute", async () => {
  const { ports, requests, clock } = world(async () => listed);
  await tryLogin({ tenantId: tenant, settings, credentials }, ports);
  expect(requests[0]?.deadline.remainingMs()).toBe(60_000);
  await clock.advance(61_000);
  expect(requests[0]?.deadline.remainingMs()).toBe(-1_000);
});

test("a refused login is an answer, with the code", async () => {
  const { ports, requests } = world(() => Promise.reject(new SyncError("RINGCENTRAL_REJECTED", "It said no.")));
  const tried = await tryLogin({ tenantId: tenant, settings, credentials }, ports);
  expect(tried).toEqual({ kind: "refused", why: "RINGCENTRAL_REJECTED: It said no." });
  expect(requests).toHaveLength(1);
});

test("a JWT that cannot work is refused without an attempt", async () => {
  const { ports, requests, clock } = world(async () => listed);
  const exp = Math.floor(clock.now().getTime() / 1000);
  const over = `h.${Buffer.from(JSON.stringify({ exp })).toString("base64url")}.s`;
  for (const [jwt, why] of [
    [over, /^The JWT has expired\. Create a new JWT/],
    ["Bearer a.b.c", /^The JWT begins with the word Bearer\./],
    ["a.b\n.c", /^The JWT has white space/],
  ] as const) {
    const tried = await tryLogin({ tenantId: tenant, settings, credentials: { ...credentials, jwt } }, ports);
    expect(tried).toEqual({ kind: "refused", why: expect.stringMatching(why) });
  }
  expect(requests).toEqual([]);
});

test("where the settings do not say where to log in, nothing is tried", async () => {
  const { ports, requests } = world(async () => listed);
  const { clientId: _, ...incomplete } = settings;
  const tried = await tryLogin({ tenantId: tenant, settings: incomplete, credentials }, ports);
  expect(tried).toEqual({ kind: "not-tried", why: "The login needs these settings: clientId." });
  expect(requests).toEqual([]);
});

test("what is no answer of RingCentral is a fault of the program", async () => {
  const { ports } = world(() => Promise.reject(new TypeError("x is not a function")));
  await expect(tryLogin({ tenantId: tenant, settings, credentials }, ports)).rejects.toThrow(TypeError);
});
