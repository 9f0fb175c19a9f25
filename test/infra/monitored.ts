import {
  Duration,
  aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
  Stack,
  aws_sns as sns,
  aws_sqs as sqs,
} from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Alarms } from "../../infra/constructs/alarms.ts";
import { Dashboard } from "../../infra/constructs/dashboard.ts";
import type { AlarmProperties } from "./cloudwatch-alarm.ts";

/** The alarms and the dashboard over the least that they can watch. */
export function monitored() {
  const stack = new Stack(undefined, "watched");
  const watchedFunction = (id: string) =>
    new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: lambda.Code.fromInline("export const handler = () => undefined;"),
      timeout: Duration.minutes(15),
    });
  const props = {
    stage: "test",
    sync: watchedFunction("Sync"),
    dispatch: watchedFunction("Dispatch"),
    syncLogs: new logs.LogGroup(stack, "SyncLogs"),
    dispatchLogs: new logs.LogGroup(stack, "DispatchLogs"),
    deadLetters: new sqs.Queue(stack, "DeadLetters"),
    alertTopic: new sns.Topic(stack, "Topic", { masterKey: new kms.Key(stack, "Key") }),
    spareTopic: new sns.Topic(stack, "Spare"),
  };
  const alarms = new Alarms(stack, "Alarms", props);
  new Dashboard(stack, "Dashboard", { ...props, alarms, page: watchedFunction("Page") });
  const { Resources: resources } = Template.fromStack(stack).toJSON() as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const propertiesOf = (alarm: (typeof alarms.all)[number]) => {
    const { logicalId } = alarm.node.defaultChild as unknown as { logicalId: string };
    return resources[stack.resolve(logicalId) as string]?.Properties as unknown as AlarmProperties;
  };
  const properties = new Map(
    alarms.rules.map(({ id }, index) => {
      const alarm = alarms.all[index];
      if (alarm === undefined) throw new Error(`the rule ${id} has no alarm`);
      return [id, propertiesOf(alarm)] as const;
    }),
  );
  return { alarms, properties, widgets: widgetsOf(resources) };
}

/** One widget of a dashboard, as CloudWatch gets it; ARNs and names that only the deployment knows are `<token>`. */
export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

function widgetsOf(
  resources: Readonly<Record<string, { Type: string; Properties: Record<string, unknown> }>>,
): readonly Widget[] {
  const dashboard = Object.values(resources).find(({ Type }) => Type === "AWS::CloudWatch::Dashboard");
  if (dashboard === undefined) throw new Error("there is no dashboard");
  const { "Fn::Join": join } = dashboard.Properties["DashboardBody"] as { "Fn::Join": [string, unknown[]] };
  const body = join[1].map((part) => (typeof part === "string" ? part : "<token>")).join("");
  return (JSON.parse(body) as { widgets: Widget[] }).widgets;
}
