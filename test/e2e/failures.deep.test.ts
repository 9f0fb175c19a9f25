import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";
import { leaks, linesOf, metricsOf } from "./told.ts";

let customer: Customer;
beforeAll(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 8, people: 60, otherExtensionsShare: 0.1 }));
});
afterAll(() => customer.close());
beforeEach(async () => {
  customer.ringCentral.faults.clear();
  await customer.expireRefusal();
  await customer.change({});
});

const recordOf = async (runId: unknown) => (await customer.items("history", { beginning: `run#${runId}` }))[0];
const environmentWith = (changed: Record<string, string>) => ({ ...customer.aws.environment, ...changed });

describe("a run that fails", () => {
  it("rejects with the reason's code, and is on record, in the log and in the metrics", async () => {
    customer.ringCentral.faults.add({
      when: "/restapi/oauth/token",
      fault: { kind: "status", status: 400 },
      times: "always",
    });
    const before = customer.ringCentral.requests.length;
    const { end, log } = await customer.sync({ requestedBy: "operator" });
    expect(end).toMatchObject({ kind: "rejected", name: "RINGCENTRAL_REJECTED" });
    // An account locks after repeated rejected logins: one try.
    expect(customer.ringCentral.requests.length - before).toBe(1);
    const finished = linesOf(log).filter(({ message }) => message === "sync.finished");
    expect(finished).toMatchObject([{ level: "ERROR", status: "failed", reasons: [{ code: "RINGCENTRAL_REJECTED" }] }]);
    expect(await recordOf(finished[0]?.["run_id"])).toMatchObject({ status: "failed", requestedBy: "operator" });
    expect(metricsOf(log).at(-1)).toMatchObject({ RunFailed: 1, PeopleRead: 0, UsersCreated: 0 });
    expect(customer.aws.published.at(-1)?.attributes).toMatchObject({
      code: "RINGCENTRAL_REJECTED",
      tenantId: "default",
    });
  });

  it("names all faults of the settings and makes no call", async () => {
    await customer.change({ defaultActivityId: "", mode: "fast", subAccountIDs: "1" });
    const before = customer.ringCentral.requests.length;
    const { end } = await customer.sync();
    expect(end).toMatchObject({ kind: "rejected", name: "SETTINGS_INVALID" });
    for (const attribute of ["defaultActivityId", "mode", "subAccountIDs"])
      expect(end).toMatchObject({ message: expect.stringContaining(attribute) });
    expect(customer.ringCentral.requests.length).toBe(before);
  });

  it("leaves the process able to run again", async () => {
    const { ends } = await customer.process("sync", [{ tenantId: "nobody" }, { mode: "plan" }]).ended;
    expect(ends).toMatchObject([
      { kind: "rejected", name: "SETTINGS_INVALID" },
      { kind: "resolved", value: { status: "succeeded", tenantId: "default" } },
    ]);
  });
});

describe("a malformed event", () => {
  it.each([
    [{ tenant: "default" }, "tenant"],
    [{ tenantId: "a/b" }, "tenantId"],
    [{ mode: "dry" }, "mode"],
    [{ trigger: "undo" }, "undoOf"],
    [{ scheduledFor: "2026-02-30T02:00:00Z" }, "scheduledFor"],
    ["default", "event"],
  ])("is refused before anything is touched: %j", async (event, attribute) => {
    const requests = customer.aws.requests.entries.length;
    const { end, log } = await customer.sync(event);
    expect(end).toMatchObject({
      kind: "rejected",
      name: "SETTINGS_INVALID",
      message: expect.stringContaining(attribute),
    });
    expect(customer.aws.requests.entries.length).toBe(requests);
    expect(linesOf(log).map(({ message }) => message)).toContain("sync.refused");
  });
});

describe("the environment", () => {
  it("is refused with every variable that is missing, at once", async () => {
    const { end } = await customer.sync({}, { environment: { ALERT_TOPIC_ARN: "nonsense" } });
    expect(end).toMatchObject({ kind: "not-loaded", name: "SETTINGS_INVALID" });
    const variables = [
      "SETTINGS_TABLE",
      "ROSTER_TABLE",
      "ORGANIZATION_TABLE",
      "HISTORY_TABLE",
      "APPROVALS_TABLE",
      "WORK_TABLE",
    ];
    for (const name of [...variables, "SECRET_PREFIX", "PARAMETER_PREFIX", "STAGE", "ALERT_TOPIC_ARN"])
      expect(end).toMatchObject({ message: expect.stringContaining(name) });
  });

  it.each([".ringcentral.com", "", "example.com"])(
    "admits this machine only by the word loopback, not by %j",
    async (hosts) => {
      const before = customer.ringCentral.requests.length;
      const { end } = await customer.sync({}, { environment: environmentWith({ ALLOWED_URL_HOSTS: hosts }) });
      expect(end).toMatchObject({
        kind: "rejected",
        name: "SETTINGS_INVALID",
        message: expect.stringContaining("baseUrl"),
      });
      expect(end).toMatchObject({ message: expect.stringContaining("ringCxUrl") });
      expect(customer.ringCentral.requests.length).toBe(before);
    },
  );
});

describe("a directory that cannot be believed", () => {
  it("freezes the people of a sub-account that answers HTML, and the others go on", async () => {
    customer.ringCentral.faults.add({
      when: "/voice/api/integration/v1/admin/accounts/15910002/agentGroups**",
      fault: { kind: "html" },
      times: "always",
    });
    const { run } = await customer.run({ mode: "plan" });
    expect(run.status).toBe("partial");
    expect(run.reasons.filter(({ code }) => code === "SCOPE_UNREADABLE")).toMatchObject([
      { details: { scope: expect.stringMatching(/^sub:/) } },
    ]);
  });
});

describe("everything that was told", () => {
  it("holds no name, e-mail, secret or token", () => {
    expect(leaks(customer, customer.log + JSON.stringify(customer.aws.published))).toEqual([]);
  });
});
