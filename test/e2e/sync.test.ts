import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import type { Person } from "#test/simulators/ringcentral/organisation-model.ts";
import { Customer } from "./customer.ts";
import { declared, leaks, linesOf, metricsOf } from "./told.ts";

const people = 120;
const exp = Math.floor(Date.now() / 1000) + 200 * 86_400;
const jwt = `header.${Buffer.from(JSON.stringify({ sub: "integration", exp })).toString("base64url")}.signature`;

/** Enough office staff for two pages of extensions. */
const organisation = generateOrganisation({
  seed: 7,
  people,
  sharedMailboxes: 0,
  otherExtensionsShare: 9,
  credentials: { clientSecret: "Clandestine-4711", jwt },
});
const groups = 3 * 4;

let customer: Customer;
beforeAll(async () => {
  customer = await Customer.start(organisation);
});
afterAll(() => customer.close());

/** Requests to RingCentral since the last look, by what they ask for. */
let seen = 0;
function requestsMade(): Record<string, number> {
  const fresh = customer.ringCentral.requests.slice(seen);
  seen = customer.ringCentral.requests.length;
  const kinds = fresh.map(({ path }) =>
    path
      .replace(/\?.*/, "")
      .replace(/.*\/(\w+)$/, "$1")
      .replace(/^\d+$/, "administrators"),
  );
  return Object.fromEntries(
    Map.groupBy(kinds, (kind) => kind)
      .entries()
      .map(([kind, all]) => [kind, all.length]),
  );
}

const firstReading = {
  token: 1,
  accesstoken: 1,
  administrators: 1,
  subaccounts: 1,
  agentGroups: 3,
  agents: groups,
  extension: 2,
};

/** The days follow each other; each test is one of them. */
describe("the built sync, over real HTTP", () => {
  it("plans without touching the roster", async () => {
    const { run } = await customer.run({ mode: "plan" });
    expect(run).toMatchObject({
      status: "succeeded",
      mode: "plan",
      people,
      changes: { created: people, conflicts: 0 },
    });
    expect(customer.rosterWrites()).toBe(1);
    expect(await customer.items("roster")).toHaveLength(1);
    expect(requestsMade()).toEqual(firstReading);
  });

  it("puts everybody into the roster, with the fewest calls that do", async () => {
    const { run } = await customer.run();
    expect(run).toMatchObject({ status: "succeeded", reasons: [], changes: { created: people, failed: 0 } });
    expect(run.calls).toEqual({ ringCentral: 3, ringCx: 1 + 1 + 1 + 3 + groups, throttled: 0 });
    expect(requestsMade()).toEqual(firstReading);
    const roster = await customer.items("roster");
    expect(roster).toHaveLength(people + 1);
    expect(roster.filter(({ lastRunId, status }) => lastRunId === run.runId && status === "Active")).toHaveLength(
      people,
    );
    const records = await customer.items("history", { beginning: `change#${run.runId}#` });
    expect(records.map(({ outcome }) => outcome)).toEqual(Array(people).fill("applied"));
    const administrators = roster.filter(({ role, userId }) => role === "Administrator" && userId !== "sync-service");
    expect(customer.aws.published.map(({ attributes }) => attributes["code"])).toEqual(["NEW_ADMINISTRATORS"]);
    expect(customer.aws.published[0]?.subject).toBe(`User sync: ${administrators.length} new Administrators`);
    expect(records[0]).toMatchObject({ tenantUser: expect.stringMatching(/^default#/), expiresAt: expect.any(Number) });
  });

  it("writes nothing to the roster when nothing has changed", async () => {
    const writes = customer.rosterWrites();
    const { run, log } = await customer.run();
    expect(run).toMatchObject({ status: "succeeded", changes: { unchanged: people } });
    expect(customer.rosterWrites()).toBe(writes);
    expect(requestsMade()).toEqual(firstReading);
    const [record] = await customer.items("history", { beginning: `run#${run.runId}` });
    expect(record).toMatchObject(run);

    const lines = linesOf(log).filter(({ message }) => message === "sync.finished");
    expect(lines).toMatchObject([
      {
        run_id: run.runId,
        tenant_id: "default",
        status: "succeeded",
        people,
        changes: { unchanged: people },
        stage: "simulated",
      },
    ]);
    const [metrics, ...more] = metricsOf(log).filter((line) => !("ColdStart" in line));
    expect(more).toEqual([]);
    expect(declared(metrics ?? {})).toEqual({
      namespace: "RingCentralUserSync",
      dimensions: ["service", "stage"],
      names: [
        "AlertsNotSent",
        "ApiCalls",
        "ApiThrottles",
        "ChangesFailed",
        "ChangesHeld",
        "Conflicts",
        "JwtDaysLeft",
        "PartialRunsInARow",
        "PeopleRead",
        "RunDuration",
        "RunFailed",
        "RunHeld",
        "ScopesUnreadable",
        "UsersCreated",
        "UsersDeactivated",
        "UsersLinked",
        "UsersReactivated",
        "UsersUnchanged",
        "UsersUpdated",
      ],
    });
    expect(metrics).toMatchObject({
      service: "user-sync",
      stage: "simulated",
      PeopleRead: people,
      UsersCreated: 0,
      UsersUnchanged: people,
      ApiCalls: 21,
      RunFailed: 0,
      JwtDaysLeft: 199,
      AlertsNotSent: 0,
    });
  });

  it("reads RingCX twice with one login when somebody has left", async () => {
    const leaver = [...organisation.people.values()].find(
      ({ administrator, seats, rcUserId, extension }) =>
        administrator === undefined &&
        rcUserId !== undefined &&
        extension?.status === "Enabled" &&
        seats.some(({ isActive }) => isActive),
    ) as Person;
    const userId = `rc-${leaver.rcUserId}`;
    organisation.leave(leaver);
    const { run } = await customer.run();
    expect(run).toMatchObject({ status: "succeeded", changes: { deactivated: 1, unchanged: people - 1 } });
    expect(requestsMade()).toEqual({
      ...firstReading,
      administrators: 2,
      agentGroups: 6,
      agents: 2 * groups,
    });
    expect((await customer.items("roster")).find((user) => user["userId"] === userId)).toMatchObject({
      status: "Inactive",
    });
  });

  it("has told nobody a name, an e-mail, a secret or a token", async () => {
    expect(customer.log.length).toBeGreaterThan(5_000);
    const alerts = JSON.stringify(customer.aws.published);
    const runs = JSON.stringify(await customer.items("history", { beginning: "run#" }));
    expect(leaks(customer, customer.log + alerts + runs)).toEqual([]);
    expect(customer.sentCredentials.size).toBeGreaterThan(8);
    expect(
      leaks(customer, JSON.stringify(await customer.items("history", { beginning: "change#" }))).length,
    ).toBeGreaterThan(people);
  });
});
