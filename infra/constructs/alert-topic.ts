import {
  Duration,
  aws_iam as iam,
  aws_kms as kms,
  RemovalPolicy,
  Stack,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
  Validations,
} from "aws-cdk-lib";
import { Construct } from "constructs";

interface AlertTopicProps {
  readonly email?: string | undefined;
}

/** Where alarms and alerts are told, and the key that encrypts it and the log groups. */
export class AlertTopic extends Construct {
  readonly topic: sns.Topic;
  /** Tells that alerts cannot be sent: without the key, whose fault it may be. What is told there names nobody. */
  readonly spareTopic: sns.Topic;
  readonly key: kms.Key;

  constructor(scope: Construct, id: string, { email }: AlertTopicProps) {
    super(scope, id);
    this.key = new kms.Key(this, "Key", {
      description: "Alerts and logs of the user sync",
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#admitCloudWatchToKey();
    this.#admitLogsToKey();
    this.topic = this.#newTopic("Topic", { email, masterKey: this.key });
    this.spareTopic = this.#newTopic("SpareTopic", { email });
  }

  #newTopic(id: string, { email, ...props }: AlertTopicProps & Pick<sns.TopicProps, "masterKey">): sns.Topic {
    const topic = new sns.Topic(this, id, { ...props, enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "AlarmsPublish",
        principals: [cloudWatch()],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    Validations.of(topic).acknowledge({
      id: "Serverless-SNSRedrivePolicy",
      reason: "An e-mail that bounces would bounce from a queue too; whoever adds another subscription decides for it",
    });
    if (email !== undefined) topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }

  /**
   * Without this, as with the AWS-managed key, CloudWatch cannot publish and every alarm is silent. The statement has
   * no condition because the published policy has none and a mistake would not show; who may publish through
   * CloudWatch is limited to this account by the topic's policy.
   */
  #admitCloudWatchToKey(): void {
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "AlarmsEncrypt",
        principals: [cloudWatch()],
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
      }),
    );
  }

  #admitLogsToKey(): void {
    const { partition, region, account, urlSuffix } = Stack.of(this);
    this.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "LogsEncrypt",
        principals: [new iam.ServicePrincipal(`logs.${region}.${urlSuffix}`)],
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        resources: ["*"],
        conditions: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
  }
}

function cloudWatch(): iam.ServicePrincipal {
  return new iam.ServicePrincipal("cloudwatch.amazonaws.com");
}
