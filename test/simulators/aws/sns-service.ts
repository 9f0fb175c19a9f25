import { randomUUID } from "node:crypto";
import type { AwsAnswer, AwsRequest, AwsService } from "./aws-service.ts";
import { AwsServiceError } from "./aws-service.ts";

/** A message that was published to the topic. */
export interface PublishedAlert {
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const largestMessageBytes = 256 * 1024;
const known =
  /^(Action|Version|TopicArn|Subject|Message|MessageAttributes\.entry\.\d+\.(Name|Value\.(DataType|StringValue)))$/;

/** Two SNS topics, of which functions publish to the first: strict about what an e-mail subscription needs. */
export class SnsService implements AwsService {
  readonly published: PublishedAlert[] = [];
  /** As SNS counts them, for each topic. */
  readonly subscriptions = { confirmed: 1, pending: 0 };
  readonly #topicArn: string;
  readonly #spareTopicArn: string;

  constructor({ topicArn, spareTopicArn }: { readonly topicArn: string; readonly spareTopicArn: string }) {
    this.#topicArn = topicArn;
    this.#spareTopicArn = spareTopicArn;
  }

  async handle({ operation, body }: AwsRequest): Promise<AwsAnswer> {
    if (operation === "GetTopicAttributes") return this.#attributes(new URLSearchParams(body.toString("utf8")));
    if (operation !== "Publish") throw new AwsServiceError("InvalidAction", `sns has no ${operation} here`);
    const form = new URLSearchParams(body.toString("utf8"));
    for (const name of form.keys()) {
      if (!known.test(name)) throw new AwsServiceError("InvalidParameter", `Invalid parameter: ${name}`);
    }
    if (form.get("Version") !== "2010-03-31") throw new AwsServiceError("NoSuchVersion", "Unknown API version");
    if (form.get("TopicArn") !== this.#topicArn) throw new AwsServiceError("NotFound", "Topic does not exist", 404);
    const message = form.get("Message") ?? "";
    if (message === "") throw new AwsServiceError("InvalidParameter", "Invalid parameter: Empty message");
    if (Buffer.byteLength(message) > largestMessageBytes) {
      throw new AwsServiceError("InvalidParameter", "Invalid parameter: Message too long");
    }
    const subject = form.get("Subject");
    if (subject !== null && !/^[!-~][ -~]{0,98}$/.test(subject)) {
      throw new AwsServiceError("InvalidParameter", "Invalid parameter: Subject");
    }
    this.published.push({ ...(subject === null ? {} : { subject }), message, attributes: attributesOf(form) });
    return answer("Publish", `<MessageId>${randomUUID()}</MessageId>`);
  }

  #attributes(form: URLSearchParams): AwsAnswer {
    const topicArn = form.get("TopicArn");
    if (topicArn !== this.#topicArn && topicArn !== this.#spareTopicArn) {
      throw new AwsServiceError("NotFound", "Topic does not exist", 404);
    }
    const { confirmed, pending } = this.subscriptions;
    const attributes = { TopicArn: topicArn, SubscriptionsConfirmed: confirmed, SubscriptionsPending: pending };
    const entries = Object.entries(attributes).map(
      ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
    );
    return answer("GetTopicAttributes", `<Attributes>${entries.join("")}</Attributes>`);
  }
}

function answer(operation: string, result: string): AwsAnswer {
  const metadata = "<ResponseMetadata><RequestId>simulated</RequestId></ResponseMetadata>";
  const body = `<${operation}Result>${result}</${operation}Result>${metadata}`;
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${body}</${operation}Response>`,
  };
}

function isArray(json: string): boolean {
  try {
    return Array.isArray(JSON.parse(json));
  } catch {
    return false;
  }
}

function attributesOf(form: URLSearchParams): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (let entry = 1; form.has(`MessageAttributes.entry.${entry}.Name`); entry += 1) {
    const prefix = `MessageAttributes.entry.${entry}`;
    const type = form.get(`${prefix}.Value.DataType`);
    const value = form.get(`${prefix}.Value.StringValue`);
    if ((type !== "String" && type !== "String.Array") || !value) {
      throw new AwsServiceError("ParameterValueInvalid", "A message attribute must have a type and a value");
    }
    if (type === "String.Array" && !isArray(value)) {
      throw new AwsServiceError("ParameterValueInvalid", "The value of a String.Array must be a JSON array");
    }
    attributes[form.get(`${prefix}.Name`) ?? ""] = form.get(`${prefix}.Value.StringValue`) ?? "";
  }
  return attributes;
}
