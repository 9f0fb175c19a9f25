import { account } from "../emulated-aws.ts";
import { type Deployed, fields, type Json, type PropertyCheck, physicalIdOf, statementsOf } from "./property-check.ts";

const key = { type: "AWS::KMS::Key", of: "ServiceAlertsKey" };
const topic = { type: "AWS::SNS::Topic", of: "ServiceAlertsTopic" };
const queue = { type: "AWS::SQS::Queue", of: "ServiceTickDeadLetters" };
const tick = { type: "AWS::Scheduler::Schedule", of: "ServiceTick" };

/** What stands around the functions: alerts, schedule, secret. */
export const surroundingChecks: readonly PropertyCheck[] = [
  {
    ...{ ...key, property: "EnableKeyRotation" },
    expected: () => true,
    actual: async (deployed) => {
      const KeyId = physicalIdOf(deployed, key);
      return (await deployed.aws.call("kms", "get_key_rotation_status", { KeyId }))["KeyRotationEnabled"];
    },
  },
  {
    // Without it CloudWatch cannot publish, and every alarm is silent.
    ...{ ...key, property: "KeyPolicy for CloudWatch" },
    expected: () => [["kms:Decrypt", "kms:GenerateDataKey*"]],
    actual: async (deployed) => {
      const about = { KeyId: physicalIdOf(deployed, key), PolicyName: "default" };
      const { Policy } = await deployed.aws.call("kms", "get_key_policy", about);
      const admitted = statementsOf(Policy).filter(
        ({ Effect, Principal }) => Effect === "Allow" && (Principal as Json)["Service"] === "cloudwatch.amazonaws.com",
      );
      return admitted.map(({ Action }) => Action);
    },
  },
  {
    ...{ ...topic, property: "KmsMasterKeyId" },
    expected: ({ stack }) => stack.attribute(stack.idOf(key.type, key.of), "Arn"),
    actual: async (deployed) => (await topicAttributes(deployed))["KmsMasterKeyId"],
  },
  {
    ...{ type: "AWS::SNS::TopicPolicy", of: topic.of, property: "PolicyDocument" },
    expected: () => [
      {
        Effect: "Deny",
        Action: "sns:Publish",
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        ...{ Effect: "Allow", Action: "sns:Publish", Principal: { Service: "cloudwatch.amazonaws.com" } },
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
    actual: async (deployed) =>
      statementsOf((await topicAttributes(deployed))["Policy"]).map((statement) =>
        fields(statement, ["Effect", "Action", "Principal", "Condition"]),
      ),
  },
  {
    ...{ ...queue, property: "encryption and retention" },
    expected: () => ({ SqsManagedSseEnabled: "true", MessageRetentionPeriod: String(14 * 24 * 3_600) }),
    actual: async (deployed) =>
      fields(await queueAttributes(deployed), ["SqsManagedSseEnabled", "MessageRetentionPeriod"]),
  },
  {
    ...{ type: "AWS::SQS::QueuePolicy", of: queue.of, property: "PolicyDocument" },
    expected: () => [{ Effect: "Deny", Action: "sqs:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    actual: async (deployed) =>
      statementsOf((await queueAttributes(deployed))["Policy"]).map((statement) =>
        fields(statement, ["Effect", "Action", "Condition"]),
      ),
  },
  {
    ...{ ...tick, property: "when, in UTC" },
    expected: () => ({
      ScheduleExpression: "rate(1 minute)",
      ScheduleExpressionTimezone: "Etc/UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      State: "ENABLED",
    }),
    actual: async (deployed) =>
      fields(await scheduleOf(deployed), [
        ...["ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "State"],
      ]),
  },
  {
    ...{ ...tick, property: "Target" },
    expected: ({ stack }) => ({
      Arn: stack.attribute(stack.idOf("AWS::Lambda::Function", "ServiceDispatchFunction"), "Arn"),
      RoleArn: stack.attribute(stack.idOf("AWS::IAM::Role", "ServiceTickRole"), "Arn"),
      Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: stack.attribute(stack.idOf(queue.type, queue.of), "Arn") },
    }),
    actual: async (deployed) => (await scheduleOf(deployed))["Target"],
  },
  {
    ...{ type: "AWS::SecretsManager::Secret", of: "ServiceSecretsdefault", property: "SecretString" },
    expected: () => '{"clientSecret":"REPLACE_ME","jwt":"REPLACE_ME"}',
    actual: async ({ aws, stage }) => {
      const SecretId = `ringcentral-user-sync/${stage}/default`;
      return (await aws.call("secretsmanager", "get_secret_value", { SecretId }))["SecretString"];
    },
  },
];

async function topicAttributes(deployed: Deployed): Promise<Json> {
  const TopicArn = physicalIdOf(deployed, topic);
  return (await deployed.aws.call("sns", "get_topic_attributes", { TopicArn }))["Attributes"] as Json;
}

async function queueAttributes(deployed: Deployed): Promise<Json> {
  const about = { QueueUrl: physicalIdOf(deployed, queue), AttributeNames: ["All"] };
  return (await deployed.aws.call("sqs", "get_queue_attributes", about))["Attributes"] as Json;
}

async function scheduleOf(deployed: Deployed): Promise<Json> {
  return deployed.aws.call("scheduler", "get_schedule", { Name: physicalIdOf(deployed, tick) });
}
