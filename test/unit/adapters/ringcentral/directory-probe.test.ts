import { beforeEach, expect, test } from "vitest";
import { probeRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import { ringCentralFetch } from "#test/simulators/ringcentral/ringcentral-fetch.ts";
import {
  directorySettings,
  failureOf,
  platformUrl,
  type RingCentralWorld,
  ringCentralWorld,
  ringCxUrl,
} from "./ringcentral-world.ts";

let world: RingCentralWorld;
beforeEach(() => {
  world = ringCentralWorld();
});

function probe(credentials: Partial<Credentials> = {}) {
  const { core, clock } = world;
  const fetch = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep: (ms, signal) => clock.sleep(ms, signal) });
  return probeRingCentral({ ...world.memory, fetch, clock, random: () => 0.5 })({
    settings: directorySettings({ subAccountIds: [] }),
    credentials: { ...world.credentials, ...credentials },
    deadline: { remainingMs: () => 60_000 },
  });
}
const subAccount = (id: string) => world.organisation.subAccounts.get(id) ?? expect.fail(`no sub-account ${id}`);

test("makes no call before it is asked", () => {
  probe();
  expect(world.sent()).toEqual([]);
});

test("tells the sub-accounts of the account, with their names and whether they are active", async () => {
  subAccount("15910001").name = "Dallas";
  subAccount("15910006").name = "Porto";
  subAccount("15910006").isActive = false;
  expect(await probe().subAccounts()).toEqual([
    { id: "15910001", name: "Dallas", activity: "active" },
    { id: "15910006", name: "Porto", activity: "inactive" },
  ]);
  expect(world.sent()).toHaveLength(3);
});

test("a list that is refused names the permission that the user lacks", async () => {
  world.core.faults.add({ when: "**/subaccounts", fault: { kind: "status", status: 403 }, times: "always" });
  const failure = await failureOf(probe().subAccounts());
  expect(failure).toBeInstanceOf(SyncError);
  expect(failure).toMatchObject({ code: "RINGCX_REJECTED", message: expect.stringMatching(/403.*WFO_ACCESS/) });
});

test("a list that cannot be read for another reason names no permission", async () => {
  world.core.faults.add({ when: "**/subaccounts", fault: { kind: "status", status: 500 }, times: "always" });
  const failure = await failureOf(probe().subAccounts());
  expect(failure).toMatchObject({ code: "RINGCX_UNAVAILABLE", message: expect.not.stringContaining("WFO_ACCESS") });
});

test("a login that is refused is tried exactly once", async () => {
  const failure = await failureOf(probe({ jwt: "another.j.wt" }).subAccounts());
  expect(failure).toMatchObject({ code: "RINGCENTRAL_REJECTED" });
  expect(world.sent()).toEqual(["POST /restapi/oauth/token"]);
});

test("an exchange that RingCX refuses is told as that", async () => {
  world.core.faults.add({ when: "**/login/rc/accesstoken", fault: { kind: "status", status: 401 }, times: "always" });
  expect(await failureOf(probe().subAccounts())).toMatchObject({ code: "RINGCX_REJECTED" });
});
