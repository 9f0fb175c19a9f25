import type { AwsRequest } from "#test/simulators/aws/aws-service.ts";
import { tableOf } from "#test/simulators/aws/dynamodb-service.ts";

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

interface Body {
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeValues?: Attributes;
  readonly RequestItems?: Readonly<Record<string, readonly { readonly PutRequest?: { readonly Item: Attributes } }[]>>;
}

/**
 * What a request to AWS is about, without ids: `dynamodb PutItem user-sync-history run.finished`,
 * `dynamodb UpdateItem user-sync-history lease.until`, `sns Publish`.
 */
export function requestName(request: AwsRequest): string {
  const { service, operation } = request;
  if (service !== "dynamodb") return `${service} ${operation}`;
  const table = tableOf(request) ?? "";
  const entry = /-(?:history|work)$/.test(table) ? ` ${entryOf(request)}` : "";
  return `${service} ${operation} ${table}${entry}`;
}

/** The kind of entry of the history or the work table, and what of it is changed. */
function entryOf({ body }: AwsRequest): string {
  const parsed = JSON.parse(body.toString("utf8")) as Body;
  const {
    Key: key,
    Item: item,
    UpdateExpression: update,
    ExpressionAttributeValues: values,
    RequestItems: many,
  } = parsed;
  const [first] = Object.values(many ?? {}).flat();
  const entries = [key?.["entry"]?.S, item?.["entry"]?.S, first?.PutRequest?.Item["entry"]?.S];
  const entry = [...entries, ...Object.values(values ?? {}).map(({ S: text }) => text)].find(
    (text) =>
      text !== undefined &&
      /^(run|change|settings|rejection|claim)#|^(lease|schedule|tenants|notices|presses|stop)$/.test(text),
  );
  const kind = entry?.split("#")[0] ?? "schedule";
  if (kind === "run" && item?.["finishedAt"] !== undefined) return "run.finished";
  const attribute = update?.match(/#(\w+)/)?.[1];
  return attribute === undefined ? kind : `${kind}.${attribute}`;
}
