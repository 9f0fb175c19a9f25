import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { env, workArea } from "../../shared/names.ts";
import { type FunctionProps, NodeFunction } from "./node-function.ts";

/** Makes one run for one tenant. */
export class SyncFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: FunctionProps) {
    const { tables, alerts, secretPrefix, parameterPrefix } = props;
    super(scope, id, {
      ...props,
      bundle: "sync",
      description: "One run of the user sync for one tenant",
      memorySize: 1024,
      timeout: Duration.minutes(15),
      maxEventAge: Duration.minutes(10),
      whyNoDeadLetters:
        "A failed run is in its record and one that vanished is noticed by dispatch: a dead event would run a second time",
      environment: { [env.alertTopicArn]: alerts.topic.topicArn },
    });
    // UpdateItem: an undo sets `mode: plan`.
    this.allowTable(tables.settings, "GetItem", "UpdateItem");
    this.allowTable(tables.roster, "GetItem", "Query", "PutItem", "UpdateItem");
    this.allowTable(tables.organization, "GetItem");
    // DeleteItem: the lease that a run gives back.
    this.allowTable(
      tables.history,
      "GetItem",
      "BatchGetItem",
      "Query",
      "PutItem",
      "UpdateItem",
      "DeleteItem",
      "BatchWriteItem",
    );
    this.allowTable(tables.approvals, "Query", "UpdateItem");
    // Refused logins that are remembered.
    this.allowWork(tables, { areas: workArea.lookup }, "GetItem", "PutItem", "DeleteItem");
    // A request to stop, which ends with its run.
    this.allowWork(tables, { areas: workArea.control }, "GetItem", "DeleteItem");
    this.allowSecrets(`${secretPrefix}/*`, "GetSecretValue");
    this.allowParameters(`${parameterPrefix}/*`);
    this.allowAlerts(alerts);
  }
}
