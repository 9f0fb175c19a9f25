import type { SNSClient } from "@aws-sdk/client-sns";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import type { Subscriptions, TopicSubscriptions } from "#shared/ports/subscriptions.ts";

interface SnsSubscriptionsOptions {
  readonly client: SNSClient;
  readonly alertTopicArn?: string | undefined;
  readonly spareTopicArn?: string | undefined;
}

/** The subscriptions as SNS counts them, which takes no right to see whose they are. */
export class SnsSubscriptions implements Subscriptions {
  readonly #client: SNSClient;
  readonly #topics: readonly Pick<TopicSubscriptions, "topic" | "topicArn">[];

  constructor({ client, alertTopicArn, spareTopicArn }: SnsSubscriptionsOptions) {
    this.#client = client;
    this.#topics = [
      ...(alertTopicArn === undefined ? [] : [{ topic: "alert topic" as const, topicArn: alertTopicArn }]),
      ...(spareTopicArn === undefined ? [] : [{ topic: "spare topic" as const, topicArn: spareTopicArn }]),
    ];
  }

  read(): Promise<readonly TopicSubscriptions[]> {
    return Promise.all(
      this.#topics.map(async (of) => {
        const command = new GetTopicAttributesCommand({ TopicArn: of.topicArn });
        const { Attributes: attributes } = await this.#client.send(command);
        return {
          ...of,
          confirmed: countIn(attributes, "SubscriptionsConfirmed"),
          pending: countIn(attributes, "SubscriptionsPending"),
        };
      }),
    );
  }
}

/** What SNS does not say is not known to be none. */
function countIn(attributes: Readonly<Record<string, string>> = {}, name: string): number {
  const count = Number(attributes[name]);
  if (!Number.isInteger(count)) throw new Error(`SNS says nothing of ${name}`);
  return count;
}
