import { Match, type Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { stackOutputs } from "#functions/cli/connection.ts";
import {
  parseDispatchEnvironment,
  parsePageApproveEnvironment,
  parsePageEnvironment,
  parsePageSaveEnvironment,
  parseSyncEnvironment,
} from "#shared/config/environment.ts";
import { parseDispatchEvent } from "#shared/config/event.ts";
import { defaultUrlHosts } from "#shared/names.ts";
import { tableDefinitions } from "#test/simulators/aws/table-definitions.ts";
import { type Resource, resourcesOf, synthesised, type TemplateJson } from "./synthesised.ts";

let template: Template;
let json: TemplateJson;
beforeAll(async () => {
  ({ template, json } = await synthesised({ alertEmail: "ops@example.com" }));
});

const only = (type: string): Resource => {
  const [resource, ...more] = Object.values(resourcesOf(json, type));
  if (resource === undefined || more.length > 0) throw new Error(`there is not one ${type}`);
  return resource;
};
const idOf = (type: string, part: string): string => {
  const [id, ...more] = Object.keys(resourcesOf(json, type)).filter((one) => one.includes(part));
  if (id === undefined || more.length > 0) throw new Error(`there is not one ${part} among ${type}`);
  return id;
};
const arnOf = (type: string, part: string) => ({ "Fn::GetAtt": [idOf(type, part), "Arn"] });

describe("the tables", () => {
  it("have the keys and the index of the data contract", () => {
    const wanted = tableDefinitions({
      settings: idOf("AWS::DynamoDB::Table", "Settings"),
      roster: idOf("AWS::DynamoDB::Table", "Roster"),
      organization: idOf("AWS::DynamoDB::Table", "Organization"),
      history: idOf("AWS::DynamoDB::Table", "History"),
      approvals: idOf("AWS::DynamoDB::Table", "Approvals"),
      work: idOf("AWS::DynamoDB::Table", "Work"),
    });
    for (const { TableName: id, ...definition } of wanted) {
      expect(json.Resources[String(id)]?.Properties).toMatchObject(definition);
    }
    expect(Object.keys(resourcesOf(json, "AWS::DynamoDB::Table"))).toHaveLength(wanted.length);
  });

  it("forget entries of history, approvals and work at their expiresAt, and nothing else", () => {
    const tables = Object.entries(resourcesOf(json, "AWS::DynamoDB::Table"));
    const forgetful = tables.filter(([, { Properties }]) => Properties["TimeToLiveSpecification"] !== undefined);
    const expected = ["History", "Approvals", "Work"].map((part) => idOf("AWS::DynamoDB::Table", part));
    expect(forgetful.map(([id]) => id).toSorted()).toEqual(expected.toSorted());
    for (const [, { Properties }] of forgetful)
      expect(Properties["TimeToLiveSpecification"]).toEqual({ AttributeName: "expiresAt", Enabled: true });
  });

  it("are encrypted, and all but the work table can be put back to any second and outlive the stack", () => {
    template.allResourcesProperties("AWS::DynamoDB::Table", {
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { SSEEnabled: true },
    });
    const { [idOf("AWS::DynamoDB::Table", "Work")]: work, ...kept } = resourcesOf(json, "AWS::DynamoDB::Table");
    expect(Object.keys(kept)).toHaveLength(5);
    for (const table of Object.values(kept)) {
      expect(table).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      });
    }
    expect(work).toMatchObject({ DeletionPolicy: "Delete", UpdateReplacePolicy: "Delete" });
    expect(Object.keys(work?.Properties ?? {})).not.toContain("PointInTimeRecoverySpecification");
  });

  it("have no name that another deployment could want", () => {
    template.allResourcesProperties("AWS::DynamoDB::Table", { TableName: Match.absent() });
  });
});

describe("the functions", () => {
  it("run on Node 24 and arm64, with memory and time of their own", () => {
    const shared = { Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" };
    template.allResourcesProperties("AWS::Lambda::Function", shared);
    const sized = Object.values(resourcesOf(json, "AWS::Lambda::Function")).map(({ Properties }) => [
      Properties["MemorySize"],
      Properties["Timeout"],
    ]);
    expect(sized).toEqual([
      [1024, 900],
      [512, 60],
      [1024, 60],
      [1024, 60],
      [1024, 60],
    ]);
  });

  it("are given exactly the environment that they parse", () => {
    const variables = (part: string) => {
      const properties = json.Resources[idOf("AWS::Lambda::Function", part)]?.Properties ?? {};
      const { Variables } = properties["Environment"] as { Variables: Record<string, unknown> };
      return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, deployed(value)]));
    };
    const shared = {
      settingsTable: idOf("AWS::DynamoDB::Table", "Settings"),
      rosterTable: idOf("AWS::DynamoDB::Table", "Roster"),
      organizationTable: idOf("AWS::DynamoDB::Table", "Organization"),
      historyTable: idOf("AWS::DynamoDB::Table", "History"),
      approvalsTable: idOf("AWS::DynamoDB::Table", "Approvals"),
      workTable: idOf("AWS::DynamoDB::Table", "Work"),
      secretPrefix: "ringcentral-user-sync/dev",
      parameterPrefix: "/ringcentral-user-sync/dev",
      alertTopicArn: `arn:aws:sns:eu-central-1:111122223333:${idOf("AWS::SNS::Topic", "AlertsTopic")}`,
      stage: "dev",
      allowedUrlHosts: [...defaultUrlHosts],
    };
    expect(parseSyncEnvironment(variables("ServiceSync"))).toEqual(shared);
    expect(parseDispatchEnvironment(variables("ServiceDispatch"))).toEqual({
      ...shared,
      syncFunctionName: idOf("AWS::Lambda::Function", "ServiceSync"),
      maxConcurrentRuns: 20,
    });
    const { alertTopicArn: _topic, ...pageShared } = shared;
    expect(parsePageEnvironment(variables("ServicePageFunction"))).toEqual({
      ...shared,
      spareTopicArn: `arn:aws:sns:eu-central-1:111122223333:${idOf("AWS::SNS::Topic", "AlertsSpareTopic")}`,
      saveFunctionArn: `arn:aws:lambda:eu-central-1:111122223333:function:${idOf("AWS::Lambda::Function", "ServicePageSave")}`,
      approveFunctionArn: `arn:aws:lambda:eu-central-1:111122223333:function:${idOf("AWS::Lambda::Function", "ServicePageApprove")}`,
    });
    expect(parsePageApproveEnvironment(variables("ServicePageApprove"))).toEqual(pageShared);
    expect(parsePageSaveEnvironment(variables("ServicePageSave"))).toEqual({
      ...pageShared,
      syncFunctionName: idOf("AWS::Lambda::Function", "ServiceSync"),
    });
    expect(Object.keys(variables("ServicePageFunction"))).toHaveLength(Object.keys(shared).length + 3);
    expect(Object.keys(variables("ServicePageApprove"))).toHaveLength(Object.keys(pageShared).length);
    expect(Object.keys(variables("ServicePageSave"))).toHaveLength(Object.keys(shared).length);
    expect(Object.keys(variables("ServiceSync"))).toHaveLength(Object.keys(shared).length);
    expect(Object.keys(variables("ServiceDispatch"))).toHaveLength(Object.keys(shared).length + 2);
  });

  it("write JSON to log groups of their own, which are encrypted and do not grow for ever", () => {
    for (const part of ["ServiceSync", "ServiceDispatch", "ServicePageSave", "ServicePageApprove"]) {
      expect(json.Resources[idOf("AWS::Lambda::Function", part)]?.Properties["LoggingConfig"]).toEqual({
        ApplicationLogLevel: "INFO",
        SystemLogLevel: "WARN",
        LogFormat: "JSON",
        LogGroup: { Ref: idOf("AWS::Logs::LogGroup", part) },
      });
    }
    template.resourceCountIs("AWS::Logs::LogGroup", 5);
    template.allResourcesProperties("AWS::Logs::LogGroup", {
      RetentionInDays: 90,
      KmsKeyId: arnOf("AWS::KMS::Key", "Alerts"),
    });
  });

  it("are not invoked again by Lambda, and drop events that have become too old", () => {
    const limits = Object.values(resourcesOf(json, "AWS::Lambda::EventInvokeConfig")).map(
      ({ Properties }) => Properties,
    );
    const base = { MaximumRetryAttempts: 0, Qualifier: "$LATEST" };
    expect(limits).toEqual([
      { ...base, FunctionName: { Ref: idOf("AWS::Lambda::Function", "ServiceSync") }, MaximumEventAgeInSeconds: 600 },
      {
        ...base,
        FunctionName: { Ref: idOf("AWS::Lambda::Function", "ServiceDispatch") },
        MaximumEventAgeInSeconds: 60,
      },
      {
        ...base,
        FunctionName: { Ref: idOf("AWS::Lambda::Function", "ServicePageSave") },
        MaximumEventAgeInSeconds: 60,
      },
      {
        ...base,
        FunctionName: { Ref: idOf("AWS::Lambda::Function", "ServicePageApprove") },
        MaximumEventAgeInSeconds: 60,
      },
      {
        ...base,
        FunctionName: { Ref: idOf("AWS::Lambda::Function", "ServicePageFunction") },
        MaximumEventAgeInSeconds: 60,
      },
    ]);
  });

  it("leave no dead letter behind and reserve no concurrency", () => {
    template.allResourcesProperties("AWS::Lambda::Function", {
      DeadLetterConfig: Match.absent(),
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  it("can be reached by nobody from outside", () => {
    for (const type of ["AWS::Lambda::Url", "AWS::Lambda::Permission", "AWS::ApiGateway::RestApi"]) {
      template.resourceCountIs(type, 0);
    }
  });
});

describe("the tick", () => {
  it("comes every minute of UTC, and carries its own time", () => {
    const { Properties } = only("AWS::Scheduler::Schedule");
    expect(Properties).toMatchObject({
      ScheduleExpression: "rate(1 minute)",
      ScheduleExpressionTimezone: "Etc/UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      State: "ENABLED",
      Target: {
        Arn: arnOf("AWS::Lambda::Function", "ServiceDispatch"),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: arnOf("AWS::SQS::Queue", "DeadLetters") },
        RoleArn: arnOf("AWS::IAM::Role", "Tick"),
      },
    });
    const { Input } = Properties["Target"] as { Input: string };
    const sent = JSON.parse(Input.replace("<aws.scheduler.scheduled-time>", "2026-03-02T02:00:00Z")) as unknown;
    expect(parseDispatchEvent(sent)).toEqual({ scheduledTime: "2026-03-02T02:00:00.000Z" });
  });

  it("is kept for two weeks when it cannot be delivered, in a queue that takes TLS only", () => {
    expect(only("AWS::SQS::Queue").Properties).toEqual({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: { Statement: [refusesPlainHttp(arnOf("AWS::SQS::Queue", "DeadLetters"), "sqs:*")] },
    });
  });
});

describe("the alert topics", () => {
  const topicId = () => idOf("AWS::SNS::Topic", "AlertsTopic");
  const spareId = () => idOf("AWS::SNS::Topic", "AlertsSpareTopic");

  it("are encrypted with a key of their own, which rotates, but for the spare one, which tells of a broken key", () => {
    expect(json.Resources[topicId()]?.Properties).toEqual({ KmsMasterKeyId: arnOf("AWS::KMS::Key", "Alerts") });
    expect(json.Resources[spareId()]?.Properties ?? {}).toEqual({});
    expect(only("AWS::KMS::Key").Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
  });

  it("let CloudWatch use the key, without which every alarm is silent", () => {
    const { Statement } = only("AWS::KMS::Key").Properties["KeyPolicy"] as { Statement: Record<string, unknown>[] };
    expect(Statement).toContainEqual({
      Sid: "AlarmsEncrypt",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
    });
  });

  it.each([topicId, spareId])("take alarms of this account, and TLS only: %o", (id) => {
    const topic = { Ref: id() };
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      Topics: [topic],
      PolicyDocument: {
        Statement: [
          refusesPlainHttp(topic, "sns:Publish"),
          {
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          },
        ],
      },
    });
  });

  it("mail to the address of the configuration, if there is one, and the stack puts out whether somebody hears", async () => {
    for (const id of [topicId(), spareId()]) {
      const subscription = { Protocol: "email", Endpoint: "ops@example.com", TopicArn: { Ref: id } };
      template.hasResourceProperties("AWS::SNS::Subscription", subscription);
    }
    expect(json.Outputs["AlertSubscriber"]?.Value).toBe("alertEmail");
    const without = await synthesised();
    without.template.resourceCountIs("AWS::SNS::Subscription", 0);
    expect(without.json.Outputs["AlertSubscriber"]?.Value).toBe("none");
    const elsewhere = await synthesised({ alertSubscriber: "elsewhere" });
    expect(elsewhere.json.Outputs["AlertSubscriber"]?.Value).toBe("elsewhere");
  });
});

it("tells an operator every name that the README uses", () => {
  expect(Object.keys(json.Outputs)).toEqual(
    expect.arrayContaining([
      ...[
        "SettingsTable",
        "RosterTable",
        "OrganizationTable",
        "HistoryTable",
        "ApprovalsTable",
        "WorkTable",
        "SyncFunction",
        "DispatchFunction",
      ],
      ...[
        "SecretPrefix",
        "ParameterPrefix",
        "AlertTopicArn",
        "DashboardName",
        "TickSchedule",
        "SyncLogGroup",
        "DispatchLogGroup",
        "PageFunction",
        "PageSaveFunction",
        "PageApproveFunction",
        "PageViewPolicy",
        "PageSavePolicy",
        "PageApprovePolicy",
      ],
    ]),
  );
  expect(json.Outputs["SecretPrefix"]?.Value).toBe("ringcentral-user-sync/dev");
});

it("puts out everything by which the command line finds the service", () => {
  expect(Object.keys(json.Outputs)).toEqual(expect.arrayContaining(Object.keys(stackOutputs)));
  const environments = Object.values(template.findResources("AWS::Lambda::Function")).map(
    ({ Properties: { Environment = {} } }) => Environment.Variables ?? {},
  );
  const environment = Object.assign({}, ...environments) as Record<string, unknown>;
  for (const [output, variable] of Object.entries(stackOutputs))
    expect({ [variable]: json.Outputs[output]?.Value }).toEqual({ [variable]: environment[variable] });
});

function refusesPlainHttp(resource: unknown, action: string) {
  return {
    Effect: "Deny",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** The value that CloudFormation would put in place of a reference to a resource without a name. */
function deployed(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref: id = "", "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: readonly string[] };
  if (attribute !== undefined) return `arn:aws:lambda:eu-central-1:111122223333:function:${attribute[0]}`;
  const isTopic = json.Resources[id]?.Type === "AWS::SNS::Topic";
  return isTopic ? `arn:aws:sns:eu-central-1:111122223333:${id}` : id;
}
