import { expect, it } from "vitest";
import { type DeployedService, stage } from "../deployed-service.ts";
import { knownGaps } from "../known-gaps.ts";
import { functionChecks } from "./function-checks.ts";
import { type Deployed, type PropertyCheck, physicalIdOf } from "./property-check.ts";
import { surroundingChecks } from "./surrounding-checks.ts";
import { tableChecks } from "./table-checks.ts";

const gaps = await knownGaps();
const checks: readonly PropertyCheck[] = [...tableChecks, ...functionChecks, ...surroundingChecks];
const isGap = ({ type, property }: PropertyCheck) => gaps.properties.includes(`${type} ${property}`);

/** The tests of what a deployment has made, before anybody uses it. */
export function describeResources(service: () => DeployedService): void {
  const deployed = (): Deployed => ({ aws: service().aws, stack: service().stack, stage });

  it("is every resource of the template", () => {
    const missing = Object.keys(service().stack.template.Resources).filter(
      (id) => !service().stack.physicalIds.has(id),
    );
    expect(missing).toEqual([]);
  });

  it("needed help for exactly the resource types that the record names", () => {
    expect(service().aws.facts.added).toEqual(gaps.types);
    expect(service().aws.facts.known).toEqual([]);
  });

  it("has every output of the template", async () => {
    const expected = Object.entries(service().stack.template.Outputs).map(([name, { Value }]) => [name, Value]);
    expect(await service().outputs()).toEqual(service().stack.resolve(Object.fromEntries(expected)));
  });

  it.each(checks.filter((check) => !isGap(check)))("$type $of: $property", async (check) => {
    expect(await check.actual(deployed())).toEqual(check.expected(deployed()));
  });

  it.each(checks.filter(isGap))("$type $of: $property, in the template alone", async (check) => {
    const { type, of, property, inTemplate } = check;
    const expected = inTemplate ?? check.expected(deployed());
    expect(service().stack.properties(service().stack.idOf(type, of))[property]).toEqual(expected);
    // The emulator lacks it: if not, the record has to be corrected.
    expect(await check.actual(deployed())).not.toEqual(check.expected(deployed()));
  });

  it("has every property checked that the record of gaps names", () => {
    const checked = new Set(checks.filter(isGap).map(({ type, property }) => `${type} ${property}`));
    expect([...checked].sort()).toEqual(gaps.properties);
  });

  it("gives every role the policy of the template, with what was deployed as resources", async () => {
    const policies = service().stack.idsOf("AWS::IAM::Policy");
    expect(policies.length).toBe(6);
    for (const id of policies) {
      const { Roles, PolicyName, PolicyDocument } = service().stack.properties(id) as Record<string, unknown>;
      const [RoleName] = Roles as [string];
      const found = await service().aws.call("iam", "get_role_policy", { RoleName, PolicyName });
      expect(found["PolicyDocument"]).toEqual(PolicyDocument);
    }
  });

  it("has every alarm of the template, told through one of the two topics", async () => {
    const ids = service().stack.idsOf("AWS::CloudWatch::Alarm");
    const { MetricAlarms: alarms } = (await service().aws.call("cloudwatch", "describe_alarms")) as {
      MetricAlarms: { AlarmName?: string; AlarmActions?: string[] }[];
    };
    expect(alarms.length).toBe(ids.length);
    const topics = ["ServiceAlertsTopic", "ServiceAlertsSpareTopic"].map((of) =>
      physicalIdOf(deployed(), { type: "AWS::SNS::Topic", of }),
    );
    const told = alarms.map(({ AlarmActions: [topic] = [] }) => topic);
    expect(new Set(told)).toEqual(new Set(topics));
    for (const id of ids) {
      const alarm = alarms.find(({ AlarmName }) => AlarmName === service().stack.physicalId(id));
      const { AlarmActions, Threshold, ComparisonOperator, TreatMissingData } = service().stack.properties(id);
      expect(alarm).toMatchObject({ AlarmActions, Threshold, ComparisonOperator, TreatMissingData });
    }
  });

  it("has the dashboard of the template", async () => {
    const [id = ""] = service().stack.idsOf("AWS::CloudWatch::Dashboard");
    const { DashboardEntries: entries } = (await service().aws.call("cloudwatch", "list_dashboards")) as {
      DashboardEntries: { DashboardName: string }[];
    };
    expect(entries).toHaveLength(1);
    const [{ DashboardName } = { DashboardName: "" }] = entries;
    const { DashboardBody } = await service().aws.call("cloudwatch", "get_dashboard", { DashboardName });
    const expected = service().stack.properties(id)["DashboardBody"];
    expect(JSON.parse(String(DashboardBody))).toEqual(JSON.parse(String(expected)));
  });
}
