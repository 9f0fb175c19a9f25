import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionNames } from "#functions/build.ts";
import { env } from "#shared/names.ts";
import { Customer } from "#test/e2e/customer.ts";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { deployedGrants } from "./deployed-grants.ts";
import { judge } from "./grants.ts";

/** Granted although the functions themselves do not call it. */
const calledByAws = {
  "kms:Decrypt": "SNS, on behalf of whoever publishes to an encrypted topic",
  "kms:GenerateDataKey*": "the same",
  "logs:CreateLogStream": "the Lambda service, with the function's role",
  "logs:PutLogEvents": "the same",
};

const people = 40;
const minuteMs = 60_000;
const beginning = Math.floor(Date.now() / minuteMs) * minuteMs - 30 * minuteMs;
const at = (minutes: number) => new Date(beginning + minutes * minuteMs).toISOString();

/**
 * Every kind of call that the built functions make, over real HTTP, in roles that allow what the stack allows: what
 * is missing is refused as by AWS, and `close` fails then. So does every other end-to-end test.
 */
let customer: Customer;
/** Some thirty processes, one after the other, on a busy machine. */
const beginningMs = 180_000;
beforeAll(async () => {
  // More logins than the five that RingCX admits in a minute.
  customer = await Customer.start(generateOrganisation({ seed: 21, people, sharedMailboxes: 0 }), "off");
  const { ringCentral, aws } = customer;
  aws.onInvoke((event) => customer.sync(event));
  const runDailyAtUtc = at(10).slice(11, 16);
  await customer.change({ runDailyAtUtc });

  await tick(at(0));
  await tick(at(10));
  await renameSomebody();
  const { run } = await customer.run();
  await customer.run({ trigger: "undo", undoOf: run.runId });

  // Held, then approved.
  const everybody = [...customer.organisation.people.values()];
  for (const person of everybody.slice(0, people / 2)) customer.organisation.leave(person);
  await customer.change({ runDailyAtUtc });
  await approve((await customer.run()).run.runId);
  await customer.run();

  // A rejection waits for another secret; faulty settings are told.
  ringCentral.faults.add({ when: "/restapi/oauth/token", fault: { kind: "status", status: 400 }, times: "always" });
  await customer.change({ runDailyAtUtc: at(15).slice(11, 16) });
  await tick(at(14));
  await tick(at(15));
  await tick(at(16));
  await customer.change({ defaultActivityId: "99" });
  await tick(at(17));
  ringCentral.faults.clear();
  await customer.change({});
  await customer.expireRefusal();
  await customer.run();
  await usePage();
}, beginningMs);
afterAll(() => customer.close());

async function tick(scheduledTime: string): Promise<void> {
  await customer.process("dispatch", [{ scheduledTime }]).ended;
  await customer.aws.settled();
}

const page = "arn:aws:lambda:eu-central-1:111122223333:function:page";
const shown = (event: object, fields: object = {}) => ({ ...event, widgetContext: { forms: { all: fields } } });

/** Everything that people do on the page. */
async function usePage(): Promise<void> {
  const { aws, organisation } = customer;
  const environment = {
    ...aws.environment,
    [env.saveFunctionArn]: `${page}-save`,
    [env.approveFunctionArn]: `${page}-approve`,
  };
  const [somebody] = (await customer.items("roster")).filter(({ sourceId }) => sourceId !== undefined);
  const [held] = await customer.items("history", { beginning: "change#" });
  await customer.expireRefusal();
  const reading = customer.process(
    "page",
    [
      shown({}),
      shown({ view: "people" }, { who: somebody?.["userId"] }),
      shown({ view: "run", runId: String(held?.["entry"]).split("#")[1] }),
    ],
    { environment },
  );
  const [form] = (await reading.ended).ends;
  if (form?.kind !== "resolved") throw new Error(`the page rejected: ${JSON.stringify(form)}`);
  const [version = ""] = String(form.value).match(/(?<="version":")[0-9a-f]{64}/) ?? [];

  const { clientSecret, jwt } = organisation.credentials;
  // A tenant whose secret is not there yet.
  const { settings } = customer;
  await customer.put("settings", { ...settings, tenantId: "second" });
  const secrets = { action: "store-secrets", page };
  const save = { action: "save-confirmed", page, version, texts: { mode: "plan" } };
  const presses = [{ ...secrets, tenantId: "second" }, secrets, { action: "dry-run", page }, save];
  const confirmed = await firstPresses("page-save", presses);
  await customer.expireRefusal();
  await press(
    "page-save",
    confirmed.map((event) => shown(event, { clientSecret, jwt })),
  );
  await aws.settled();

  const until = at(60);
  const runId = "01JNB2Q9T1X4W7C9Z3E5G7K9M1";
  await customer.put("history", { entry: "lease", runId, until });
  await customer.process("page-save", [shown({ action: "stop", page })]).ended;
}

/** The answers to some events, in a process of their own. */
async function press(name: "page-save" | "page-approve", events: readonly object[]): Promise<readonly string[]> {
  const { ends } = await customer.process(name, events).ended;
  return ends.map((end) => {
    if (end.kind !== "resolved") throw new Error(`${name} rejected: ${JSON.stringify(end)}`);
    return String(end.value);
  });
}

/** The events again, each with the nonce that its answer has for the second press. */
async function firstPresses(...[name, events]: Parameters<typeof press>): Promise<readonly object[]> {
  const answers = await press(name, events);
  return events.map((event, at) => ({
    ...event,
    nonce: /(?<="nonce":")[0-9a-f-]{36}/.exec(answers[at] ?? "")?.[0] ?? "",
  }));
}

async function renameSomebody(): Promise<void> {
  const user = (await customer.items("roster")).find(({ sourceId }) => sourceId !== undefined);
  await customer.put("roster", { ...user, lastName: "Renamed" });
}

/** Somebody approves on the page what a run holds, after refusing it, then approving a part, and taking both back. */
async function approve(runId: string): Promise<void> {
  const held = (await customer.items("history", { beginning: `change#${runId}#` })).filter(
    ({ outcome }) => outcome === "held",
  );
  expect(held).toHaveLength(people / 2);
  const event = (action: string, only = "") => ({ action, page, runId, only });
  const asked = [event("refuse"), event("approve", String(held[0]?.["userId"])), event("approve")];
  const [refuse = {}, approvePart = {}, approveAll = {}] = await firstPresses("page-approve", asked);
  await press("page-approve", [refuse]);
  await press("page-approve", await firstPresses("page-approve", [event("reopen")]));
  await press("page-approve", [shown(approvePart, { count: "1" })]);
  const reopen = await firstPresses("page-approve", [event("reopen")]);
  await press("page-approve", [...reopen, shown(approveAll, { count: String(held.length) })]);
}

describe.each(functionNames)("the role of %s", (name) => {
  const inOrder = (grants: readonly { action: string; resource: string }[]) =>
    grants.map(({ action, resource }) => `${action} ${resource}`).toSorted();

  it("allows what the function calls, and nothing that it does not", () => {
    const granted = deployedGrants(name, customer.aws.environment);
    const own = granted.filter(({ action }) => !Object.hasOwn(calledByAws, action));
    expect(inOrder(customer.used[name])).toEqual(inOrder(own));
    expect(customer.refused).toEqual([]);
  });

  it("allows AWS what it does in the name of the function, which for the page is to log", () => {
    const expected = Object.keys(calledByAws).filter(
      (action) => !name.startsWith("page") || action.startsWith("logs:"),
    );
    const granted = deployedGrants(name, customer.aws.environment).map(({ action }) => action);
    expect(granted).toEqual(expect.arrayContaining(expected));
  });
});

it("refuses what is not granted: another action, another resource, another prefix", () => {
  const grants = deployedGrants("dispatch", customer.aws.environment);
  const place = "eu-central-1:111122223333";
  const tenant = `arn:aws:secretsmanager:${place}:secret:user-sync/simulated/default`;
  const missing = (action: string, resource: string) =>
    judge({ caller: "", action, resources: [resource], leadingKeys: [] }, grants).missing.length;
  expect(missing("secretsmanager:DescribeSecret", tenant)).toBe(0);
  expect(missing("secretsmanager:GetSecretValue", tenant)).toBe(1);
  expect(missing("secretsmanager:DescribeSecret", tenant.replace("simulated", "other"))).toBe(1);
  expect(missing("ssm:GetParametersByPath", `arn:aws:ssm:${place}:parameter/user-sync/simulated/default`)).toBe(1);
  expect(missing("dynamodb:Query", `arn:aws:dynamodb:${place}:table/user-sync-history/index/byUser`)).toBe(1);
});

it.each([
  ["page", [0, 1, 1]],
  ["page-save", [0, 0, 1]],
  ["page-approve", [1, 0, 1]],
] as const)("lets %s write in its own areas of the work table alone", (name, expected) => {
  const grants = deployedGrants(name, customer.aws.environment);
  const resources = ["arn:aws:dynamodb:eu-central-1:111122223333:table/user-sync-work"];
  const missing = (leadingKeys: readonly string[]) =>
    judge({ caller: "", action: "dynamodb:PutItem", resources, leadingKeys }, grants).missing.length;
  expect([missing(["lookup#default"]), missing(["control#default"]), missing([])]).toEqual(expected);
});
