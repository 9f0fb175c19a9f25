import { afterAll, beforeAll, expect, test } from "vitest";
import { SecretsManagerSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import { SecretsManagerSecretWriter } from "#shared/adapters/secrets-manager/secrets-manager-secret-writer.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { type SimulatedAws, startSimulatedAws } from "#test/contracts/simulated-aws.ts";

let aws: SimulatedAws;
beforeAll(async () => {
  aws = await startSimulatedAws();
});
afterAll(() => aws.close());

const text = JSON.stringify({ clientSecret: "s", jwt: "j" });
const parts = () => {
  const options = { client: aws.secretsManager, prefix: aws.environment("secretPrefix") };
  return { writer: new SecretsManagerSecretWriter(options), store: new SecretsManagerSecretStore(options) };
};
const operations = () => aws.simulator.requests.entries.map(({ operation }) => operation);

test("a secret that the stack made gets a new version, which dispatch sees", async () => {
  const { writer, store } = parts();
  const tenant = tenantId("north");
  aws.simulator.secrets.put(`${aws.environment("secretPrefix")}/north`, "REPLACE_ME");
  const before = await store.versionIds(tenant);
  await writer.write(tenant, text);
  expect(await store.read(tenant)).toBe(text);
  expect(await store.versionIds(tenant)).not.toEqual(before);
  expect(operations()).not.toContain("CreateSecret");
});

test("a tenant without a secret gets one, and another version the next time", async () => {
  const { writer, store } = parts();
  const tenant = tenantId("south");
  await writer.write(tenant, text);
  expect(await store.read(tenant)).toBe(text);
  await writer.write(tenant, "another");
  expect(await store.read(tenant)).toBe("another");
  expect(operations().filter((operation) => operation === "CreateSecret")).toHaveLength(1);
});

test("a refusal is passed on, and no secret is made behind it", async () => {
  const { writer } = parts();
  const made = operations().filter((operation) => operation === "CreateSecret").length;
  aws.simulator.faults.add({ service: "secretsmanager", operation: "PutSecretValue", kind: "access-denied" });
  await expect(writer.write(tenantId("west"), text)).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(operations().filter((operation) => operation === "CreateSecret")).toHaveLength(made);
});
