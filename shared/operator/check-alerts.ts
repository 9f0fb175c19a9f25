import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import type { Subscriptions, TopicSubscriptions } from "#shared/ports/subscriptions.ts";
import type { Check } from "./check-connection.ts";

const link = "alerts";

/** Whether somebody hears of alarms and alerts, and whether alerts get through. */
export async function* checkAlerts(
  state: ScheduleState | undefined,
  { subscriptions }: { readonly subscriptions: Subscriptions },
): AsyncGenerator<Check> {
  const untold = state?.untold?.length ?? 0;
  if (untold > 0) {
    const found = `${alertsText(untold)} could not be sent, and ${untold === 1 ? "is" : "are"} tried again every minute`;
    const next = "look for alert.not_sent in the log of dispatch: it says why SNS does not take them";
    yield { link, outcome: "failed", found, next };
  }
  let topics: readonly TopicSubscriptions[];
  try {
    topics = await subscriptions.read();
  } catch (error) {
    const found = `who is subscribed could not be read (${error instanceof Error ? error.name : "unknown"})`;
    yield { link, outcome: "unknown", found, next: "allow sns:GetTopicAttributes on the topics, and check again" };
    return;
  }
  if (topics.length === 0) {
    yield { link, outcome: "unknown", found: "no alert topic is configured", next: "deploy again: the stack makes it" };
    return;
  }
  const deaf = topics.filter(({ confirmed }) => confirmed === 0);
  for (const topic of deaf) yield deafCheck(topic);
  const [first] = topics;
  if (deaf.length > 0 || first === undefined) return;
  yield { link, outcome: "ok", found: `${first.confirmed} subscribed to alarms and alerts` };
}

function deafCheck({ topic, topicArn, pending }: TopicSubscriptions): Check {
  if (pending > 0) {
    const found = `nobody hears of the ${topic}: ${pending} subscribed and did not confirm it yet`;
    const next = 'open the mail "AWS Notification - Subscription Confirmation" and confirm';
    return { link, outcome: "warning", found, next };
  }
  const next = `deploy with -c alertEmail=<address>, or subscribe to ${topicArn}`;
  return { link, outcome: "warning", found: `nobody is subscribed to the ${topic}`, next };
}

function alertsText(count: number): string {
  return count === 1 ? "1 alert" : `${count} alerts`;
}
