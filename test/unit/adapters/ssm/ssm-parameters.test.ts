import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createSsmClient } from "#shared/adapters/aws-clients.ts";
import { SsmParameters } from "#shared/adapters/ssm/ssm-parameters.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";

let aws: SimulatedAws;

beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
  aws.simulator.requests.clear();
});

test("parameters at another depth are somebody else's", async () => {
  aws.simulator.ssm.put("/depth/version", "1");
  aws.simulator.ssm.put("/depth/default/mode", "plan");
  aws.simulator.ssm.put("/depth/default/old/mode", "apply");
  const parameters = new SsmParameters({ client: aws.ssm, prefix: "/depth" });
  expect(await parameters.read(tenantId("default"))).toEqual({ mode: "plan" });
  expect(await parameters.readAll()).toEqual(new Map([["default", { mode: "plan" }]]));
});

test("a prefix that ends in a slash is the same prefix", async () => {
  aws.simulator.ssm.put("/slash/default/mode", "plan");
  const parameters = new SsmParameters({ client: aws.ssm, prefix: "/slash/" });
  expect(await parameters.read(tenantId("default"))).toEqual({ mode: "plan" });
});

test("a parameter named __proto__ is one like any other", async () => {
  aws.simulator.ssm.put("/odd/default/__proto__", "x");
  const parameters = new SsmParameters({ client: aws.ssm, prefix: "/odd" });
  expect(Object.entries(await parameters.read(tenantId("default")))).toEqual([["__proto__", "x"]]);
  expect(Object.entries((await parameters.readAll()).get(tenantId("default")) ?? {})).toEqual([["__proto__", "x"]]);
});

test("23 parameters are three pages, one of them throttled and sent again", async () => {
  for (let index = 0; index < 23; index += 1) aws.simulator.ssm.put(`/pages/default/a${index}`, "x");
  aws.simulator.faults.add({ service: "ssm", nth: 2, kind: "throttle" });
  const parameters = await new SsmParameters({ client: aws.ssm, prefix: "/pages" }).read(tenantId("default"));
  expect(Object.keys(parameters)).toHaveLength(23);
  expect(aws.simulator.requests.entries.map(({ status }) => status)).toEqual([200, 400, 200, 200]);
});

test("a page that cannot be read is an error, not the end of the list", async () => {
  for (let index = 0; index < 11; index += 1) aws.simulator.ssm.put(`/denied/default/a${index}`, "x");
  aws.simulator.faults.add({ service: "ssm", nth: 2, kind: "access-denied" });
  const read = new SsmParameters({ client: aws.ssm, prefix: "/denied" }).read(tenantId("default"));
  await expect(read).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test.each(["[]", "{}", '{"items":[]}'])(
  "an answer of another shape, %s, is an error and no empty list",
  async (body) => {
    const requestHandler = awsRequestHandler(async () => ({
      kind: "answer",
      answer: { status: 200, headers: {}, body },
    }));
    const parameters = new SsmParameters({ client: createSsmClient({ requestHandler }), prefix: "/shape" });
    await expect(parameters.read(tenantId("default"))).rejects.toThrow("/shape/default could not be read");
  },
);
