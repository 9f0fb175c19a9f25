import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { env } from "../../shared/names.ts";
import { type FunctionProps, NodeFunction } from "./node-function.ts";
import type { SyncFunction } from "./sync-function.ts";

interface DispatchFunctionProps extends FunctionProps {
  readonly sync: SyncFunction;
}

/** Starts the runs that are due. It describes secrets and never reads them. */
export class DispatchFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: DispatchFunctionProps) {
    const { tables, alerts, secretPrefix, parameterPrefix, sync } = props;
    super(scope, id, {
      ...props,
      bundle: "dispatch",
      description: "Every minute: starts the runs of the user sync that are due",
      memorySize: 512,
      timeout: Duration.minutes(1),
      maxEventAge: Duration.minutes(1),
      whyNoDeadLetters:
        "A lost tick is made up for by the next one; an event that never arrived is in the queue of the schedule",
      environment: {
        [env.alertTopicArn]: alerts.topic.topicArn,
        [env.syncFunctionName]: sync.function.functionName,
        [env.maxConcurrentRuns]: "20",
      },
    });
    this.allowTable(tables.settings, "Scan");
    this.allowTable(tables.roster, "GetItem");
    this.allowTable(tables.organization, "GetItem");
    // UpdateItem: the list of tenants that were ever enabled.
    this.allowTable(tables.history, "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem");
    this.allowSecrets(`${secretPrefix}/*`, "DescribeSecret");
    this.allowParameters(parameterPrefix);
    this.allowAlerts(alerts);
    this.allow(sync.function.functionArn, "lambda:InvokeFunction");
  }
}
