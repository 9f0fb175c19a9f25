/** Who has subscribed to one topic of the deployment. */
export interface TopicSubscriptions {
  readonly topic: "alert topic" | "spare topic";
  readonly topicArn: string;
  readonly confirmed: number;
  /** Addresses whose owner has not answered AWS's mail yet. */
  readonly pending: number;
}

/** Who hears of alarms and alerts. */
export interface Subscriptions {
  /**
   * Of each topic that is configured.
   * @throws whatever SNS throws
   */
  read(): Promise<readonly TopicSubscriptions[]>;
}
