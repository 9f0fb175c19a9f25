import { tableKeys } from "#shared/names.ts";
import type { AwsRequest } from "./aws-service.ts";
import { resourcesOf as tablesOf } from "./dynamodb-service.ts";

/** One request as AWS's permission check sees it. */
export interface AwsCall {
  /** Access key id that the request was signed with. */
  readonly caller: string;
  /** As in a policy, e.g. `dynamodb:GetItem`. */
  readonly action: string;
  /** ARNs, without the six characters that Secrets Manager appends. */
  readonly resources: readonly string[];
  /** Partition key of the item that a call to DynamoDB names; none where it names several or a condition. */
  readonly leadingKeys: readonly string[];
}

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

const place = "eu-central-1:111122223333";

/** Reads who calls what off a request. */
export function callOf(request: AwsRequest): AwsCall {
  const [, caller = ""] = /Credential=([^/]+)\//.exec(String(request.headers.authorization ?? "")) ?? [];
  const operation = request.service === "lambda" ? "InvokeFunction" : request.operation;
  return {
    caller,
    action: `${request.service}:${operation}`,
    resources: resourcesOf(request),
    leadingKeys: leadingKeysOf(request),
  };
}

function leadingKeysOf(request: AwsRequest): readonly string[] {
  if (request.service !== "dynamodb") return [];
  const { Key, Item = Key } = jsonOf(request) as { readonly Key?: Attributes; readonly Item?: Attributes };
  const key = Item?.[tableKeys.work.partition] ?? Item?.[tableKeys.roster.partition];
  return key?.S === undefined ? [] : [key.S];
}

function resourcesOf(request: AwsRequest): readonly string[] {
  switch (request.service) {
    case "dynamodb":
      return tablesOf(request).map((table) => `arn:aws:dynamodb:${place}:${table}`);
    case "ssm":
      // The path that is asked for, whatever lies below it.
      return [`arn:aws:ssm:${place}:parameter${member(request, "Path") ?? member(request, "Name") ?? ""}`];
    case "secretsmanager":
      return [`arn:aws:secretsmanager:${place}:secret:${member(request, "SecretId") ?? member(request, "Name") ?? ""}`];
    case "sns":
      return [new URLSearchParams(request.body.toString("utf8")).get("TopicArn") ?? ""];
    case "lambda":
      return [`arn:aws:lambda:${place}:function:${decodeURIComponent(request.path.split("/")[3] ?? "")}`];
  }
}

function member(request: AwsRequest, name: string): string | undefined {
  const value = jsonOf(request)[name];
  return typeof value === "string" ? value : undefined;
}

function jsonOf({ body }: AwsRequest): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
