import { describe, expect, it } from "vitest";
import { grantsOf } from "./grants.ts";
import { resourcesOf, synthesised } from "./synthesised.ts";

const { json } = await synthesised({ stage: "prod" });

/** `action resource`, with logical ids shortened to what tells them apart. */
function allowed(part: string): readonly string[] {
  const [roleId = "", ...more] = Object.keys(resourcesOf(json, "AWS::IAM::Role")).filter((id) => id.includes(part));
  expect(more).toEqual([]);
  return grantsOf(json, { roleId }).map(({ action, resource, leadingKeys }) => {
    const short = resource
      .replace(/^arn:aws:\w+:eu-central-1:111122223333:/, "")
      .replace(/Service(?:Tables|Alerts|Tick)?(\w*?)(?:Function)?[0-9A-F]{8}\b/, "$1");
    return `${action} ${short}${leadingKeys === undefined ? "" : ` of ${leadingKeys}`}`;
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
      "dynamodb:BatchGetItem table/History",
      "dynamodb:BatchWriteItem table/History",
      "dynamodb:DeleteItem table/History",
      "dynamodb:DeleteItem table/Work of control#*",
      "dynamodb:DeleteItem table/Work of lookup#*",
      "dynamodb:GetItem table/History",
      "dynamodb:GetItem table/Organization",
      "dynamodb:GetItem table/Roster",
      "dynamodb:GetItem table/Settings",
      "dynamodb:GetItem table/Work of control#*",
      "dynamodb:GetItem table/Work of lookup#*",
      "dynamodb:PutItem table/History",
      "dynamodb:PutItem table/Roster",
      "dynamodb:PutItem table/Work of lookup#*",
      "dynamodb:Query table/Approvals",
      "dynamodb:Query table/History",
      "dynamodb:Query table/Roster",
      "dynamodb:UpdateItem table/Approvals",
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
      "dynamodb:UpdateItem table/History",
      ...toAlert,
      "lambda:InvokeFunction function:Sync",
      ...toLog("Dispatch"),
      "secretsmanager:DescribeSecret secret:ringcentral-user-sync/prod/*",
      "sns:Publish Topic",
      "ssm:GetParametersByPath parameter/ringcentral-user-sync/prod",
    ]);
  });

  const shown = [
    "dynamodb:BatchGetItem table/History",
    "dynamodb:DeleteItem table/Work of lookup#*",
    "dynamodb:GetItem table/Approvals",
    "dynamodb:GetItem table/History",
    "dynamodb:GetItem table/Organization",
    "dynamodb:GetItem table/Roster",
    "dynamodb:GetItem table/Settings",
    "dynamodb:GetItem table/Work of lookup#*",
  ];
  const queried = ["dynamodb:Query table/History", "dynamodb:Query table/Organization", "dynamodb:Query table/Roster"];

  it("the page: to read, and to write nothing but what it remembers of asking RingCentral", () => {
    expect(allowed("ServicePageRole")).toEqual([
      ...shown,
      "dynamodb:PutItem table/Work of lookup#*",
      "dynamodb:Query table/Approvals",
      ...queried.slice(0, 1),
      "dynamodb:Query table/History/index/byUser",
      ...queried.slice(1),
      ...toLog("Page"),
      "secretsmanager:GetSecretValue secret:ringcentral-user-sync/prod/*",
      "sns:GetTopicAttributes SpareTopic",
      "sns:GetTopicAttributes Topic",
      "ssm:GetParametersByPath parameter/ringcentral-user-sync/prod/*",
    ]);
  });

  it("saving for the page: to read, and to write settings, records, secrets below the prefix; no roster, no approval", () => {
    expect(allowed("ServicePageSaveRole")).toEqual([
      "dynamodb:BatchGetItem table/History",
      "dynamodb:DeleteItem table/Work of control#*",
      "dynamodb:DeleteItem table/Work of lookup#*",
      "dynamodb:GetItem table/History",
      "dynamodb:GetItem table/Organization",
      "dynamodb:GetItem table/Roster",
      "dynamodb:GetItem table/Settings",
      "dynamodb:GetItem table/Work of lookup#*",
      "dynamodb:PutItem table/History",
      "dynamodb:PutItem table/Work of control#*",
      "dynamodb:PutItem table/Work of lookup#*",
      ...queried,
      "dynamodb:UpdateItem table/Settings",
      "lambda:InvokeFunction function:Sync",
      ...toLog("PageSave"),
      "secretsmanager:CreateSecret secret:ringcentral-user-sync/prod/*",
      "secretsmanager:GetSecretValue secret:ringcentral-user-sync/prod/*",
      "secretsmanager:PutSecretValue secret:ringcentral-user-sync/prod/*",
      "ssm:GetParametersByPath parameter/ringcentral-user-sync/prod/*",
    ]);
  });

  it("approving for the page: to read runs and users, and to write approvals and its own nonces alone", () => {
    expect(allowed("ServicePageApproveRole")).toEqual([
      "dynamodb:BatchGetItem table/History",
      "dynamodb:DeleteItem table/Approvals",
      "dynamodb:DeleteItem table/Work of control#*",
      "dynamodb:GetItem table/Approvals",
      "dynamodb:GetItem table/History",
      "dynamodb:PutItem table/Approvals",
      "dynamodb:PutItem table/Work of control#*",
      "dynamodb:Query table/History",
      "dynamodb:Query table/Roster",
      "dynamodb:UpdateItem table/Approvals",
      ...toLog("PageApprove"),
    ]);
  });

  it("the schedule: to invoke dispatch and to leave dead letters", () => {
    expect(allowed("ServiceTickRole")).toEqual([
      "lambda:InvokeFunction function:Dispatch",
      "sqs:SendMessage DeadLetters",
    ]);
  });
});

describe("the policies for people", () => {
  const policies = Object.entries(resourcesOf(json, "AWS::IAM::ManagedPolicy"));
  const statementsOf = (part: string) => {
    const [, { Properties } = { Properties: {} }] = policies.find(([id]) => id.includes(part)) ?? [];
    return (Properties as { PolicyDocument?: { Statement: unknown[] } }).PolicyDocument?.Statement;
  };
  const parts = ["ServicePageFunction", "ServicePageSaveFunction", "ServicePageApproveFunction"];
  const [page, save, approve] = parts.map((part) => {
    const id = Object.keys(resourcesOf(json, "AWS::Lambda::Function")).find((one) => one.startsWith(part));
    return { "Fn::GetAtt": [id, "Arn"] };
  });

  it("let somebody see the page, save on it as well, or approve as well; nobody gets both by one", () => {
    const base = { Action: "lambda:InvokeFunction", Effect: "Allow" };
    expect(policies).toHaveLength(3);
    expect(statementsOf("PageAccessView")).toEqual([{ ...base, Resource: page }]);
    expect(statementsOf("PageAccessSave")).toEqual([{ ...base, Resource: [page, save] }]);
    expect(statementsOf("PageAccessApprove")).toEqual([{ ...base, Resource: [approve, page] }]);
  });
});

describe("beside these roles", () => {
  it("there is none, and none has a managed policy", () => {
    const roles = Object.values(resourcesOf(json, "AWS::IAM::Role"));
    expect(roles).toHaveLength(6);
    for (const { Properties } of roles) expect(Object.keys(Properties)).toEqual(["AssumeRolePolicyDocument"]);
  });

  it("only the services themselves may take the roles, the schedule for this account alone", () => {
    const trusted = Object.values(resourcesOf(json, "AWS::IAM::Role")).map(({ Properties }) => {
      const { Statement } = Properties["AssumeRolePolicyDocument"] as { Statement: Record<string, unknown>[] };
      return Statement.map(({ Principal, Condition }) => [Principal, Condition]);
    });
    const lambda = [[{ Service: "lambda.amazonaws.com" }, undefined]];
    const ofThisAccount = { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } };
    expect(trusted).toEqual([
      lambda,
      lambda,
      lambda,
      lambda,
      lambda,
      [[{ Service: "scheduler.amazonaws.com" }, ofThisAccount]],
    ]);
  });
});
