import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createSecretsManagerClient } from "#shared/adapters/aws-clients.ts";
import { SecretsManagerOperatorSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { SimulatedAws } from "#test/contracts/simulated-aws.ts";
import { startSimulatedAws } from "#test/contracts/simulated-aws.ts";
import { awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";

let aws: SimulatedAws;
let secrets: SecretsManagerOperatorSecretStore;
const prefix = "user-sync/simulated";

beforeAll(async () => {
  aws = await startSimulatedAws();
  secrets = new SecretsManagerOperatorSecretStore({ client: aws.secretsManager, prefix });
});
afterAll(() => aws.close());
afterEach(() => {
  aws.simulator.faults.clear();
});

test("a secret that was created without a value has none", async () => {
  await aws.secretsManager.send(new CreateSecretCommand({ Name: `${prefix}/empty` }));
  expect(await secrets.read(tenantId("empty"))).toBeUndefined();
  expect(await secrets.versionIds(tenantId("empty"))).toEqual([]);
});

test("a secret that is marked for deletion has no value", async () => {
  aws.simulator.secrets.put(`${prefix}/leaving`, "text");
  await aws.secretsManager.send(new DeleteSecretCommand({ SecretId: `${prefix}/leaving` }));
  expect(await secrets.read(tenantId("leaving"))).toBeUndefined();
});

test("a missing permission is an error and not a missing secret", async () => {
  aws.simulator.secrets.put(`${prefix}/denied`, "text");
  aws.simulator.faults.add({ service: "secretsmanager", times: 2, kind: "access-denied" });
  await expect(secrets.read(tenantId("denied"))).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(secrets.versionIds(tenantId("denied"))).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("the version ids are told without reading the value", async () => {
  aws.simulator.secrets.put(`${prefix}/quiet`, "text");
  aws.simulator.requests.clear();
  expect(await secrets.versionIds(tenantId("quiet"))).toHaveLength(1);
  expect(aws.simulator.requests.entries.map(({ operation }) => operation)).toEqual(["DescribeSecret"]);
});

const operations = () => aws.simulator.requests.entries.map(({ operation }) => operation);

test("a secret is created once, where there is none, and written from then on", async () => {
  aws.simulator.secrets.put(`${prefix}/north`, "REPLACE_ME");
  aws.simulator.requests.clear();
  await secrets.write(tenantId("north"), "text");
  expect(operations()).toEqual(["PutSecretValue"]);
  await secrets.write(tenantId("south"), "text");
  await secrets.write(tenantId("south"), "another");
  expect(operations().filter((operation) => operation === "CreateSecret")).toHaveLength(1);
});

test("a refusal to store is passed on, and no secret is made behind it", async () => {
  aws.simulator.requests.clear();
  aws.simulator.faults.add({ service: "secretsmanager", operation: "PutSecretValue", kind: "access-denied" });
  await expect(secrets.write(tenantId("west"), "text")).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(operations()).not.toContain("CreateSecret");
});

test.each(["[]", "{}", '{"items":[]}'])(
  "an answer of another shape, %s, is an error: neither a missing secret nor another version of it",
  async (body) => {
    const requestHandler = awsRequestHandler(async () => ({
      kind: "answer",
      answer: { status: 200, headers: {}, body },
    }));
    const store = new SecretsManagerOperatorSecretStore({
      client: createSecretsManagerClient({ requestHandler }),
      prefix,
    });
    await expect(store.read(tenantId("default"))).rejects.toThrow("could not be read");
    await expect(store.versionIds(tenantId("default"))).rejects.toThrow("could not be read");
  },
);
