import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";
import { linesOf } from "./told.ts";

const minuteMs = 60_000;
const now = Math.floor(Date.now() / minuteMs) * minuteMs;
const at = (minutes: number) => new Date(now + minutes * minuteMs).toISOString();

let customer: Customer;
beforeEach(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 12, people: 10, otherExtensionsShare: 0 }));
});
afterEach(() => customer.close());

/** A tick that sees the time of the run change, and one at that time which starts the run. */
async function dueTick(environment = customer.aws.environment) {
  await customer.change({ runDailyAtUtc: at(2).slice(11, 16) });
  const [event, due] = [{ scheduledTime: at(0) }, { scheduledTime: at(2) }];
  const { ends, log } = await customer.process("dispatch", [event, due], { environment }).ended;
  return { end: ends[1], lines: linesOf(log) };
}

/** The bundles carry no error classes of Lambda and SSM: their errors still have their names. */
describe("errors of AWS in the built dispatch", () => {
  it("are retried when they are throttles or the service's own", async () => {
    for (const service of ["lambda", "ssm"] as const) {
      customer.aws.faults.add({ service, kind: "throttle" });
      customer.aws.faults.add({ service, kind: "server-error", nth: 2 });
    }
    const { end } = await dueTick();
    expect(end).toMatchObject({ kind: "resolved", value: { started: [{ reason: "due" }], faulty: [] } });
    expect(customer.aws.requests.entries.filter(({ service }) => service === "lambda")).toHaveLength(3);
  });

  it("are told by name", async () => {
    const { lines } = await dueTick({ ...customer.aws.environment, SYNC_FUNCTION_NAME: "no-such-function" });
    const told = lines.filter(({ message }) => message === "dispatch.not_invoked");
    expect(told).toMatchObject([{ error: "ResourceNotFoundException" }]);
  });

  it("end a tick that cannot read the parameters, by name as well", async () => {
    customer.aws.faults.add({ service: "ssm", kind: "access-denied", times: 2 });
    const { end } = await dueTick();
    expect(end).toMatchObject({ kind: "rejected", name: "AccessDeniedException" });
  });

  it("say what is missing without credentials", async () => {
    const { AWS_ACCESS_KEY_ID: _, ...environment } = customer.aws.environment;
    const { ends } = await customer.process("dispatch", [{ scheduledTime: at(0) }], { environment }).ended;
    expect(ends[0]).toMatchObject({ kind: "rejected", message: expect.stringContaining("AWS_ACCESS_KEY_ID") });
  });
});
