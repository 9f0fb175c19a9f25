import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { RingCentralUserSync } from "./ringcentral-user-sync.ts";

interface Acknowledgement {
  /** The construct that the finding is about, or one around it. */
  readonly on: IConstruct;
  /** Rule of cdk-nag; for a wildcard with the very action or resource, so that another one is found. */
  readonly rule: string;
  readonly reason: string;
}

/** Every finding of cdk-nag's AwsSolutions and Serverless packs that stays, with its reason. */
export function acknowledgeFindings(service: RingCentralUserSync): void {
  for (const { on, rule, reason } of acknowledgements(service)) Validations.of(on).acknowledge({ id: rule, reason });
}

function acknowledgements(service: RingCentralUserSync): readonly Acknowledgement[] {
  const { sync, dispatch, page, pageSave, tick, alerts, secrets } = service;
  const functions = [sync, dispatch, page, pageSave];
  return [
    ...secrets.secrets.map((on) => ({
      on,
      rule: "AwsSolutions-SMG4",
      reason: "RingCentral's portal issues client secret and JWT by hand: there is nothing that a rotation could call",
    })),
    ...functions.map(({ role: on }) => ({
      on,
      rule: wildcard("Resource", inAccount("secretsmanager", `secret:${service.secretPrefix}/*`)),
      reason: "One secret per tenant below the stage's prefix; AWS adds six random characters to each ARN",
    })),
    ...[sync, page, pageSave].map(({ role: on }) => ({
      on,
      rule: wildcard("Resource", inAccount("ssm", `parameter${service.parameterPrefix}/*`)),
      reason: "One path per tenant below the stage's prefix; tenants come and go without a deployment",
    })),
    ...[sync, dispatch].map(({ role: on }) => ({
      on,
      rule: wildcard("Action", "kms:GenerateDataKey*"),
      reason: "What SNS documents for publishing to an encrypted topic; the resource is this stack's one key",
    })),
    ...functions.map(({ function: on }) => ({
      on,
      rule: "Serverless-LambdaTracing",
      reason: "A run is told by its record, one log line and its metrics; X-Ray's SDK is in maintenance mode",
    })),
    ...[
      "A failed run is in its record and one that vanished is noticed by dispatch: a dead event would run a second time",
      "A lost tick is made up for by the next one; an event that never arrived is in the queue of the schedule",
      ...[page, pageSave].map(
        () => "Called by a person's dashboard, which waits for the answer: it has no asynchronous events",
      ),
    ].flatMap((reason, index) => {
      const on = functions[index]?.function;
      const rules = ["Serverless-LambdaDLQ", "Serverless-LambdaAsyncFailureDestination"];
      return on === undefined ? [] : rules.map((rule) => ({ on, rule, reason }));
    }),
    ...["AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy"].map((rule) => ({
      on: tick.deadLetters,
      rule,
      reason: "It is itself the dead-letter queue of the schedule, which the rule does not see",
    })),
    {
      on: alerts.topic,
      rule: "Serverless-SNSRedrivePolicy",
      reason: "An e-mail that bounces would bounce from a queue too; whoever adds another subscription decides for it",
    },
  ];
}

function wildcard(kind: "Action" | "Resource", what: string): string {
  return `AwsSolutions-IAM5[${kind}::${what}]`;
}

/** An ARN as cdk-nag writes it. */
function inAccount(awsService: string, resource: string): string {
  return `arn:<AWS::Partition>:${awsService}:<AWS::Region>:<AWS::AccountId>:${resource}`;
}
