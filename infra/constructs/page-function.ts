import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { env, historyByUser, workArea } from "../../shared/names.ts";
import { type FunctionProps, NodeFunction } from "./node-function.ts";
import type { PageApproveFunction } from "./page-approve-function.ts";
import type { PageSaveFunction } from "./page-save-function.ts";

interface PageFunctionProps extends FunctionProps {
  readonly pageSave: PageSaveFunction;
  readonly pageApprove: PageApproveFunction;
}

/** Shows the custom widget of the dashboard. It writes nothing but when RingCentral was asked, and how that went. */
export class PageFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: PageFunctionProps) {
    const { tables, alerts, secretPrefix, parameterPrefix, pageSave, pageApprove } = props;
    super(scope, id, {
      ...props,
      bundle: "page",
      description: "Shows the page of the user sync, a custom widget on its dashboard",
      // Somebody waits for it: it has the memory that a cold start is fast with, and says what a minute is too short for.
      memorySize: 1024,
      timeout: Duration.minutes(1),
      maxEventAge: Duration.minutes(1),
      whyNoDeadLetters: "Called by a person's dashboard, which waits for the answer: it has no asynchronous events",
      environment: {
        [env.saveFunctionArn]: pageSave.function.functionArn,
        [env.alertTopicArn]: alerts.topic.topicArn,
        [env.spareTopicArn]: alerts.spareTopic.topicArn,
        [env.approveFunctionArn]: pageApprove.function.functionArn,
      },
    });
    this.allowTable(tables.settings, "GetItem");
    this.allowTable(tables.roster, "GetItem", "Query");
    this.allowTable(tables.organization, "GetItem", "Query");
    this.allowTable(tables.history, "GetItem", "BatchGetItem", "Query");
    this.allowTable(tables.approvals, "GetItem", "Query");
    // Refused logins that are remembered, and when a viewer last had the directory read.
    this.allowWork(tables, { areas: workArea.lookup }, "GetItem", "PutItem", "DeleteItem");
    // Whether the secrets are there, when the JWT ends, and the one login of a test.
    this.allowSecrets(`${secretPrefix}/*`, "GetSecretValue");
    this.allowParameters(`${parameterPrefix}/*`);
    // Whether anybody is subscribed.
    this.allow(alerts.topic.topicArn, "sns:GetTopicAttributes");
    this.allow(alerts.spareTopic.topicArn, "sns:GetTopicAttributes");
    // The stories of people.
    this.allow(`${tables.history.tableArn}/index/${historyByUser.name}`, "dynamodb:Query");
  }
}
