import { describe, expect, it } from "vitest";
import { grantsOf } from "./grants.ts";
import { resourcesOf, synthesised } from "./synthesised.ts";

const { json } = await synthesised({ stage: "prod" });

/** `action resource`, with logical ids shortened to what tells them apart. */
function allowed(part: string): readonly string[] {
  const [roleId = "", ...more] = Object.keys(resourcesOf(json, "AWS::IAM::Role")).filter((id) => id.includes(part));
  expect(more).toEqual([]);
  return grantsOf(json, { roleId }).map(({ action, resource }) => {
    const short = resource
      .replace(/^arn:aws:\w+:eu-central-1:111122223333:/, "")
      .replace(/Service(?:Tables|Alerts|Tick)?(\w*?)(?:Function)?[0-9A-F]{8}\b/, "$1");
    return `${action} ${short}`;
  });
}

const toAlert = ["kms:Decrypt key/Key", "kms:GenerateDataKey* key/Key"];
const toLog = (name: string) => [
  `logs:CreateLogStream log-group:${name}Logs:*`,
  `logs:PutLogEvents log-group:${name}Logs:*`,
];

describe("the roles allow exactly", () => {
  it("sync: one tenant's data, its secret and its parameters", () => {
    expect(allowed("ServiceSyncRole")).toEqual([
      "dynamodb:BatchWriteItem table/History",
      "dynamodb:DeleteItem table/History",
      "dynamodb:GetItem table/History",
      "dynamodb:GetItem table/Organization",
      "dynamodb:GetItem table/Roster",
      "dynamodb:GetItem table/Settings",
      "dynamodb:PutItem table/History",
      "dynamodb:PutItem table/Roster",
      "dynamodb:Query table/History",
      "dynamodb:Query table/Roster",
      "dynamodb:UpdateItem table/History",
      "dynamodb:UpdateItem table/Roster",
      "dynamodb:UpdateItem table/Settings",
      ...toAlert,
      ...toLog("Sync"),
      "secretsmanager:GetSecretValue secret:ringcentral-user-sync/prod/*",
      "sns:Publish Topic",
      "ssm:GetParametersByPath parameter/ringcentral-user-sync/prod/*",
    ]);
  });

  it("dispatch: to read settings and records, to write its own state, to invoke sync; no secret's value", () => {
    expect(allowed("ServiceDispatchRole")).toEqual([
      "dynamodb:BatchGetItem table/History",
      "dynamodb:GetItem table/History",
      "dynamodb:GetItem table/Organization",
      "dynamodb:GetItem table/Roster",
      "dynamodb:PutItem table/History",
      "dynamodb:Query table/History",
      "dynamodb:Scan table/Settings",
      ...toAlert,
      "lambda:InvokeFunction function:Sync",
      ...toLog("Dispatch"),
      "secretsmanager:DescribeSecret secret:ringcentral-user-sync/prod/*",
      "sns:Publish Topic",
      "ssm:GetParametersByPath parameter/ringcentral-user-sync/prod",
    ]);
  });

  it("the schedule: to invoke dispatch and to leave dead letters", () => {
    expect(allowed("ServiceTickRole")).toEqual([
      "lambda:InvokeFunction function:Dispatch",
      "sqs:SendMessage DeadLetters",
    ]);
  });
});

describe("beside these roles", () => {
  it("there is none, and none has a managed policy", () => {
    const roles = Object.values(resourcesOf(json, "AWS::IAM::Role"));
    expect(roles).toHaveLength(3);
    for (const { Properties } of roles) expect(Object.keys(Properties)).toEqual(["AssumeRolePolicyDocument"]);
  });

  it("only the services themselves may take the roles, the schedule for this account alone", () => {
    const trusted = Object.values(resourcesOf(json, "AWS::IAM::Role")).map(({ Properties }) => {
      const { Statement } = Properties["AssumeRolePolicyDocument"] as { Statement: Record<string, unknown>[] };
      return Statement.map(({ Principal, Condition }) => [Principal, Condition]);
    });
    const lambda = [[{ Service: "lambda.amazonaws.com" }, undefined]];
    const ofThisAccount = { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } };
    expect(trusted).toEqual([lambda, lambda, [[{ Service: "scheduler.amazonaws.com" }, ofThisAccount]]]);
  });
});
