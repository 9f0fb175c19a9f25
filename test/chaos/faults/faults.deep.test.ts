import { describe, expect, it } from "vitest";
import { deployedGrants } from "#test/infra/deployed-grants.ts";
import { startAwsCore } from "#test/simulators/aws/aws-core.ts";
import { AllFaults } from "./all-faults.ts";
import { dispatchScenarios } from "./dispatch-scenarios.ts";
import { titleOf } from "./fault-case.ts";

/** Here every so many of the cases; `npm run faults` plays all. */
const every = 61;

const all = await AllFaults.generate();

describe("faults", () => {
  it("are generated for every call that the scenarios make", () => {
    const disturbed = new Set(all.cases.map(({ scenario, call }) => `${scenario} ${call}`));
    const calls = [...all.calls].flatMap(([scenario, names]) => names.map((_, index) => `${scenario} ${index + 1}`));
    expect([...disturbed]).toEqual(calls);
    expect(all.cases.length).toBeGreaterThan(2_500);
  });

  it.each(["sync", "dispatch"] as const)("strike every call that the role of %s allows", async (name) => {
    const aws = await startAwsCore();
    const granted = deployedGrants(name, aws.environmentAt("http://127.0.0.1:9"));
    await aws.close();
    const ofDispatch = new Set(dispatchScenarios.map((scenario) => scenario.name));
    const names = [...all.calls].filter(([scenario]) => ofDispatch.has(scenario) === (name === "dispatch"));
    const called = new Set(names.flatMap(([, calls]) => calls.map((call) => call.split(" ").slice(0, 3).join(" "))));
    // SNS encrypts and Lambda writes the log: no calls of the program.
    const own = granted.filter(({ action }) => !/^(kms|logs):/.test(action));
    expect(own.map(asCall).filter((call) => !called.has(call))).toEqual([]);
    expect(own.length).toBeGreaterThan(8);
  });

  it.each(all.cases.filter((_, index) => index % every === 0).map((one) => [titleOf(one), one] as const))(
    "end a run as the design says, and the next run converges: %s",
    async (title, one) => {
      expect((await all.play(one)).failure, `again: npm run faults -- --only "${title}"`).toBeUndefined();
    },
  );
});

/** A grant as the name of a call: service, operation and, for DynamoDB, the table. */
function asCall({ action, resource }: { readonly action: string; readonly resource: string }): string {
  const [service = "", operation = ""] = action.split(":");
  const table = service === "dynamodb" ? ` ${resource.split("/").at(1)}` : "";
  return `${service} ${operation === "InvokeFunction" ? "Invoke" : operation}${table}`;
}
