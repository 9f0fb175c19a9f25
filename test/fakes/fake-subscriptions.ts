import type { Subscriptions, TopicSubscriptions } from "#shared/ports/subscriptions.ts";

/** Subscriptions in memory: one to each topic, until told otherwise. */
export class FakeSubscriptions implements Subscriptions {
  topics: readonly TopicSubscriptions[] = (["alert topic", "spare topic"] as const).map((topic) => ({
    topic,
    topicArn: `arn:aws:sns:eu-central-1:111122223333:${topic.replace(" ", "-")}`,
    confirmed: 1,
    pending: 0,
  }));

  async read(): Promise<readonly TopicSubscriptions[]> {
    return this.topics;
  }
}
