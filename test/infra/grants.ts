import type { AwsCall } from "#test/simulators/aws/call.ts";
import type { TemplateJson } from "./synthesised.ts";

/** One action on one resource that a role allows; the resource may end in wildcards. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  /** Partition keys that it is limited to; may end in a wildcard. */
  readonly leadingKeys?: string;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What CloudFormation would put in place of each reference: physical names by logical id. */
export type PhysicalNames = Readonly<Record<string, string>>;

const place = { "AWS::Partition": "aws", "AWS::Region": "eu-central-1", "AWS::AccountId": "111122223333" };
const arnPrefixes: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::Table": "dynamodb:eu-central-1:111122223333:table/",
  "AWS::Lambda::Function": "lambda:eu-central-1:111122223333:function:",
  "AWS::Logs::LogGroup": "logs:eu-central-1:111122223333:log-group:",
  "AWS::KMS::Key": "kms:eu-central-1:111122223333:key/",
  "AWS::SQS::Queue": "sqs:eu-central-1:111122223333:",
  "AWS::SNS::Topic": "sns:eu-central-1:111122223333:",
};

/** Everything that the policies of a role allow, one action and one resource each, in order. */
export function grantsOf(
  template: TemplateJson,
  { roleId, names = {} }: { readonly roleId: string; readonly names?: PhysicalNames },
): readonly Grant[] {
  const policies = Object.values(template.Resources).filter(
    ({ Type, Properties }) =>
      Type === "AWS::IAM::Policy" && JSON.stringify(Properties["Roles"]) === JSON.stringify([{ Ref: roleId }]),
  );
  const statements = policies.flatMap(
    ({ Properties }) => (Properties["PolicyDocument"] as { Statement: readonly Statement[] }).Statement,
  );
  return statements
    .flatMap((statement) => {
      if (statement.Effect !== "Allow") throw new Error("not a grant");
      const limit = leadingKeysOf(statement);
      return [statement.Action]
        .flat()
        .flatMap((action) =>
          [statement.Resource]
            .flat()
            .map((resource) => ({ action, resource: textOf(resource, template, names), ...limit })),
        );
    })
    .toSorted((a, b) => (told(a) < told(b) ? -1 : 1));
}

function told({ action, resource, leadingKeys = "" }: Grant): string {
  return `${action} ${resource} ${leadingKeys}`;
}

/** The grants that a call needs: one for each resource; those that nothing grants stand in `missing`. */
export function judge(call: AwsCall, grants: readonly Grant[]) {
  const used: Grant[] = [];
  const missing: Grant[] = [];
  for (const resource of call.resources) {
    const grant = grants.find(
      (one) => one.action === call.action && covers(one.resource, resource) && coversKeys(one, call),
    );
    if (grant === undefined) missing.push({ action: call.action, resource });
    else used.push(grant);
  }
  return { used, missing };
}

/** The one condition that the stack has: on the partition keys of the items that a call names. */
function leadingKeysOf({ Condition: condition }: Statement): Pick<Grant, "leadingKeys"> {
  if (condition === undefined) return {};
  const { "ForAllValues:StringLike": like, ...others } = condition as Record<string, Record<string, string[]>>;
  const [leadingKeys, ...more] = like?.["dynamodb:LeadingKeys"] ?? [];
  if (leadingKeys === undefined || more.length > 0 || Object.keys(others).length > 0) throw new Error("not understood");
  return { leadingKeys };
}

function coversKeys({ leadingKeys: pattern }: Grant, { leadingKeys }: AwsCall): boolean {
  return pattern === undefined || (leadingKeys.length > 0 && leadingKeys.every((key) => covers(pattern, key)));
}

function covers(pattern: string, resource: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(resource);
}

function textOf(value: unknown, template: TemplateJson, names: PhysicalNames): string {
  if (typeof value === "string") return value;
  const {
    Ref: id,
    "Fn::GetAtt": attribute,
    "Fn::Join": join,
  } = value as {
    readonly Ref?: string;
    readonly "Fn::GetAtt"?: readonly [string, string];
    readonly "Fn::Join"?: readonly [string, readonly unknown[]];
  };
  if (join !== undefined) return join[1].map((part) => textOf(part, template, names)).join(join[0]);
  if (attribute?.[1] === "Arn") return arnOf(attribute[0], template, names);
  if (id === undefined) throw new Error(`not understood: ${JSON.stringify(value)}`);
  if (Object.hasOwn(place, id)) return place[id as keyof typeof place];
  // The reference to a topic is its ARN.
  return template.Resources[id]?.Type === "AWS::SNS::Topic" ? arnOf(id, template, names) : (names[id] ?? id);
}

function arnOf(id: string, template: TemplateJson, names: PhysicalNames): string {
  const type = template.Resources[id]?.Type ?? "";
  const prefix = arnPrefixes[type];
  if (prefix === undefined) throw new Error(`no ARN for ${type}`);
  return `arn:aws:${prefix}${names[id] ?? id}${type === "AWS::Logs::LogGroup" ? ":*" : ""}`;
}
