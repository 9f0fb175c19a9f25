import type { SNSClient } from "@aws-sdk/client-sns";
import { PublishCommand } from "@aws-sdk/client-sns";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import { logMessage } from "#shared/names.ts";
import type { Alerts } from "#shared/ports/alerts.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

/** SNS wants fewer than 100 characters. */
const longestSubject = 99;
/** Of the 256 KB that SNS takes. */
const longestMessageBytes = 200_000;

interface SnsAlertsOptions {
  readonly client: SNSClient;
  /** Where alerts go; without one they are only logged, and count as sent: no later run could do more. */
  readonly topicArn?: string | undefined;
  readonly telemetry: Pick<Telemetry, "note">;
}

/** Alerts through one SNS topic, with `tenantId` and `code` as message attributes to filter by. */
export class SnsAlerts implements Alerts {
  readonly #client: SNSClient;
  readonly #topicArn: string | undefined;
  readonly #telemetry: Pick<Telemetry, "note">;

  constructor({ client, topicArn, telemetry }: SnsAlertsOptions) {
    this.#client = client;
    this.#topicArn = topicArn === "" ? undefined : topicArn;
    this.#telemetry = telemetry;
  }

  async send(alert: Alert): Promise<"sent" | "not sent"> {
    const about = {
      tenant_id: alert.tenantId,
      code: alert.code,
      ...(alert.runId === undefined ? {} : { run_id: alert.runId }),
    };
    if (this.#topicArn === undefined) {
      this.#telemetry.note("warn", logMessage.alertNotSent, { ...about, cause: "no topic is configured" });
      return "sent";
    }
    try {
      await this.#client.send(
        new PublishCommand({
          TopicArn: this.#topicArn,
          Subject: subjectOf(alert),
          Message: Buffer.from(alert.message).subarray(0, longestMessageBytes).toString("utf8"),
          MessageAttributes: attributesOf(alert),
        }),
      );
      return "sent";
    } catch (error) {
      const cause = error instanceof Error ? error.name : "unknown";
      this.#telemetry.note("error", logMessage.alertNotSent, { ...about, cause });
      return "not sent";
    }
  }
}

/** A subject that SNS refuses would cost the whole alert: it is cut and cleaned rather than sent as it is. */
function subjectOf({ subject, code }: Alert): string {
  const printable = subject
    .replace(/[^!-~]+/g, " ")
    .trim()
    .slice(0, longestSubject);
  return printable === "" ? code : printable;
}

function attributesOf(alert: Alert) {
  const all = [alert, ...(alert.others ?? [])];
  return { tenantId: text(all.map(({ tenantId }) => tenantId)), code: text(all.map(({ code }) => code)) };
}

/** A filter of a subscription treats each text of an array like a text alone. */
function text(values: readonly string[]) {
  const [first = "", ...others] = new Set(values);
  if (others.length === 0) return { DataType: "String", StringValue: first };
  return { DataType: "String.Array", StringValue: JSON.stringify([first, ...others]) };
}
