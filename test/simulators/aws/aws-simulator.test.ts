import { DescribeTableCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { PublishCommand } from "@aws-sdk/client-sns";
import { DeleteParameterCommand, GetParametersByPathCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;

beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
  aws.simulator.requests.clear();
});

const url = () => aws.simulator.environment.AWS_ENDPOINT_URL_SSM ?? "";
/** A request as no SDK would send it. */
const raw = (headers: Readonly<Record<string, string>>, body: string) =>
  fetch(url(), { method: "POST", headers, body });
const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIASIMULATED/20260302/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const ssmHeaders = {
  "content-type": "application/x-amz-json-1.1",
  "x-amz-target": "AmazonSSM.GetParametersByPath",
  authorization: signedFor("ssm"),
};

describe("every service", () => {
  test("refuses a request without a signature, or with one for another service", async () => {
    const { authorization: _authorization, ...unsigned } = ssmHeaders;
    expect((await raw(unsigned, '{"Path":"/p"}')).status).toBe(403);
    expect((await raw({ ...ssmHeaders, authorization: signedFor("sns") }, '{"Path":"/p"}')).status).toBe(403);
    expect((await raw(ssmHeaders, '{"Path":"/p"}')).status).toBe(200);
  });

  test("refuses members that the operation does not have, wrong types and what is not JSON", async () => {
    for (const body of ['{"Path":"/p","Recursiv":true}', '{"Path":"/p","MaxResults":"10"}', "<html>", "[]"]) {
      const answer = await raw(ssmHeaders, body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
    }
  });

  test("refuses operations that it does not have", async () => {
    const answer = await raw({ ...ssmHeaders, "x-amz-target": "AmazonSSM.SendCommand" }, "{}");
    expect(await answer.json()).toMatchObject({ __type: "UnknownOperationException" });
  });
});

describe("DynamoDB", () => {
  const key = { tenantId: { S: "t" }, userId: { S: "u" } };
  const table = () => aws.simulator.tables.roster;

  test("has the index of one person's story, with all attributes", async () => {
    const { Table: described } = await aws.dynamodb.send(
      new DescribeTableCommand({ TableName: aws.simulator.tables.history }),
    );
    expect(described?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "byUser", Projection: { ProjectionType: "ALL" } },
    ]);
  });

  test("counts written units by the kilobyte, for an update by the size of the item", async () => {
    await aws.dynamodb.send(
      new PutItemCommand({ TableName: table(), Item: { ...key, text: { S: "x".repeat(2_500) } } }),
    );
    const update = { UpdateExpression: "SET seen = :seen", ExpressionAttributeValues: { ":seen": { BOOL: true } } };
    await aws.dynamodb.send(new UpdateItemCommand({ TableName: table(), Key: key, ...update }));
    expect(aws.simulator.requests.traffic({ service: "dynamodb", table: table() })).toMatchObject({
      requests: 2,
      items: 2,
      readUnits: 0,
      writeUnits: 6,
    });
  });

  test("counts a refused conditional write as a unit that writes nothing", async () => {
    const condition = "attribute_exists(nothing)";
    const command = new PutItemCommand({ TableName: table(), Item: key, ConditionExpression: condition });
    await expect(aws.dynamodb.send(command)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    expect(aws.simulator.requests.entries).toMatchObject([{ items: 0, writeUnits: 1, status: 400 }]);
  });
});

describe("faults", () => {
  test("hit the nth matching request, as often as they say, and nothing else", async () => {
    aws.simulator.faults.add({
      service: "ssm",
      operation: "GetParametersByPath",
      nth: 2,
      times: 2,
      kind: "access-denied",
    });
    const outcomes: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      const read = aws.ssm.send(new GetParametersByPathCommand({ Path: "/p" }));
      outcomes.push(
        await read.then(
          () => "read",
          (error: Error) => error.name,
        ),
      );
    }
    expect(outcomes).toEqual(["read", "AccessDeniedException", "AccessDeniedException", "read"]);
  });

  test("lose the answer of a request that was carried out", async () => {
    aws.simulator.faults.add({ service: "sns", kind: "lost-answer" });
    const before = aws.simulator.published.length;
    await aws.sns.send(new PublishCommand({ TopicArn: aws.environment("alertTopicArn"), Message: "twice" }));
    expect(aws.simulator.published.slice(before)).toHaveLength(2);
  });
});

describe("SSM", () => {
  test("keeps what an operator puts, refuses a second put without Overwrite, and forgets what is deleted", async () => {
    const put = { Name: "/operator/default/mode", Value: "plan", Type: "String" } as const;
    await aws.ssm.send(new PutParameterCommand(put));
    await expect(aws.ssm.send(new PutParameterCommand(put))).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await aws.ssm.send(new PutParameterCommand({ ...put, Value: "apply", Overwrite: true }));
    const read = () => aws.ssm.send(new GetParametersByPathCommand({ Path: "/operator/default" }));
    expect((await read()).Parameters).toMatchObject([{ Name: put.Name, Value: "apply", Version: 2, Type: "String" }]);
    await aws.ssm.send(new DeleteParameterCommand({ Name: put.Name }));
    expect((await read()).Parameters).toEqual([]);
    const again = aws.ssm.send(new DeleteParameterCommand({ Name: put.Name }));
    await expect(again).rejects.toMatchObject({ name: "ParameterNotFound" });
  });

  test("gives at most ten at a time and refuses to give more", async () => {
    for (let index = 0; index < 12; index += 1) aws.simulator.ssm.put(`/many/a${index}`, "x");
    const page = await aws.ssm.send(new GetParametersByPathCommand({ Path: "/many" }));
    expect(page.Parameters).toHaveLength(10);
    const rest = await aws.ssm.send(new GetParametersByPathCommand({ Path: "/many", NextToken: page.NextToken }));
    expect(rest.Parameters).toHaveLength(2);
    expect(rest.NextToken).toBeUndefined();
    const greedy = aws.ssm.send(new GetParametersByPathCommand({ Path: "/many", MaxResults: 11 }));
    await expect(greedy).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("Secrets Manager", () => {
  test("keeps the newest two versions in stages", async () => {
    const id = "operator/default";
    await aws.secretsManager.send(new CreateSecretCommand({ Name: id, SecretString: "one" }));
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: id, SecretString: "two" }));
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: id, SecretString: "three" }));
    expect(await aws.secretsManager.send(new GetSecretValueCommand({ SecretId: id }))).toMatchObject({
      SecretString: "three",
      VersionStages: ["AWSCURRENT"],
    });
    const { VersionIdsToStages: stages = {} } = await aws.secretsManager.send(
      new DescribeSecretCommand({ SecretId: id }),
    );
    expect(Object.values(stages).flat().toSorted()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
    const { Versions: versions = [] } = await aws.secretsManager.send(
      new ListSecretVersionIdsCommand({ SecretId: id }),
    );
    expect(versions.map(({ VersionId: version }) => version).toSorted()).toEqual(Object.keys(stages).toSorted());
  });

  test("refuses to create a secret twice", async () => {
    const command = new CreateSecretCommand({ Name: "twice", SecretString: "x" });
    await aws.secretsManager.send(command);
    const again = aws.secretsManager.send(new CreateSecretCommand({ Name: "twice", SecretString: "x" }));
    await expect(again).rejects.toMatchObject({ name: "ResourceExistsException" });
  });
});

describe("SNS", () => {
  const publish = (input: { readonly Subject?: string; readonly Message: string }) =>
    aws.sns.send(new PublishCommand({ TopicArn: aws.environment("alertTopicArn"), ...input }));

  test.each([
    ["of 100 characters", "x".repeat(100)],
    ["of two lines", "a\nb"],
    ["beyond ASCII", "Größe"],
    ["that begins with a space", " a"],
  ])("refuses a subject %s", async (_what, Subject) => {
    const name = "InvalidParameterException";
    await expect(publish({ Subject, Message: "m" })).rejects.toMatchObject({ name });
  });

  test("takes a subject of 99 characters, and a message without one", async () => {
    await publish({ Subject: "x".repeat(99), Message: "a=1&b=<2>" });
    await publish({ Message: "m" });
    expect(aws.simulator.published.slice(-2)).toEqual([
      { subject: "x".repeat(99), message: "a=1&b=<2>", attributes: {} },
      { message: "m", attributes: {} },
    ]);
  });
});

describe("Lambda", () => {
  const invoke = (InvocationType: "Event" | "RequestResponse" | "DryRun", Payload = '{"tenantId":"default"}') =>
    aws.lambda.send(new InvokeCommand({ FunctionName: aws.environment("syncFunctionName"), InvocationType, Payload }));

  test("accepts an event before the function has run, and settles when it has", async () => {
    const seen: unknown[] = [];
    let run = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      run = resolve;
    });
    aws.simulator.onInvoke(async (event) => {
      await started;
      seen.push(event);
    });
    expect((await invoke("Event")).StatusCode).toBe(202);
    expect(seen).toEqual([]);
    run();
    await aws.simulator.settled();
    expect(seen).toEqual([{ tenantId: "default" }]);
  });

  test("gives the result, or the error, to who waits for it", async () => {
    aws.simulator.onInvoke(async () => ({ status: "succeeded" }));
    const { StatusCode: status, Payload: payload } = await invoke("RequestResponse");
    expect([status, Buffer.from(payload ?? []).toString()]).toEqual([200, '{"status":"succeeded"}']);
    aws.simulator.onInvoke(async () => {
      throw Object.assign(new Error("no secret"), { name: "SECRETS_MISSING" });
    });
    const failed = await invoke("RequestResponse");
    expect(failed.FunctionError).toBe("Unhandled");
    const error = { errorType: "SECRETS_MISSING", errorMessage: "no secret" };
    expect(JSON.parse(Buffer.from(failed.Payload ?? []).toString())).toEqual(error);
  });

  test("runs nothing in a dry run, and refuses what is not JSON", async () => {
    const before = aws.simulator.invocations.length;
    expect((await invoke("DryRun")).StatusCode).toBe(204);
    await expect(invoke("Event", "{tenantId")).rejects.toMatchObject({ name: "InvalidRequestContentException" });
    expect(aws.simulator.invocations).toHaveLength(before);
  });
});
