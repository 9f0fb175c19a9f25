import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SecretsManagerOperatorSecretStore } from "#shared/adapters/secrets-manager/secrets-manager-secret-store.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { OperatorSecretStore } from "#shared/ports/secrets.ts";
import { FakeSecretStore } from "#test/fakes/fake-secret-store.ts";
import { startSimulatedAws } from "./simulated-aws.ts";

interface Subject {
  readonly secrets: OperatorSecretStore;
  put(tenant: TenantId, text: string): void;
  close(): Promise<void>;
}

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  "fake secret store": async () => {
    const secrets = new FakeSecretStore();
    return { secrets, put: (tenant, text) => secrets.put(tenant, text), close: async () => undefined };
  },
  "Secrets Manager secret store": async () => {
    const aws = await startSimulatedAws();
    const prefix = aws.environment("secretPrefix");
    return {
      secrets: new SecretsManagerOperatorSecretStore({ client: aws.secretsManager, prefix }),
      put: (tenant, text) => aws.simulator.secrets.put(`${prefix}/${tenant}`, text),
      close: aws.close,
    };
  },
};

describe.each(Object.entries(subjects))("%s", (_name, start) => {
  let subject: Subject;
  let tenant: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    subject = await start();
  });
  afterAll(() => subject.close());
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
  });

  test("a missing secret is undefined and has no versions", async () => {
    expect(await subject.secrets.read(tenant)).toBeUndefined();
    expect(await subject.secrets.versionIds(tenant)).toEqual([]);
  });

  test("the newest text is read", async () => {
    subject.put(tenant, "REPLACE_ME");
    subject.put(tenant, '{"clientSecret":"s","jwt":"j"}');
    expect(await subject.secrets.read(tenant)).toBe('{"clientSecret":"s","jwt":"j"}');
  });

  test("an empty text is no value", async () => {
    subject.put(tenant, "");
    expect(await subject.secrets.read(tenant)).toBeUndefined();
  });

  test("the version ids are sorted, stay the same while the secret does and change when it does", async () => {
    subject.put(tenant, "one");
    const first = await subject.secrets.versionIds(tenant);
    expect(await subject.secrets.versionIds(tenant)).toEqual(first);
    subject.put(tenant, "two");
    const second = await subject.secrets.versionIds(tenant);
    expect(second).toHaveLength(2);
    expect(second).toEqual(second.toSorted());
    subject.put(tenant, "three");
    expect(await subject.secrets.versionIds(tenant)).not.toEqual(second);
  });

  test.each([
    ["that is there gets another version", "REPLACE_ME"],
    ["that is not there is made", undefined],
  ])("a secret %s when somebody stores it", async (_what, present) => {
    if (present !== undefined) subject.put(tenant, present);
    const before = await subject.secrets.versionIds(tenant);
    await subject.secrets.write(tenant, "stored");
    expect(await subject.secrets.read(tenant)).toBe("stored");
    expect(await subject.secrets.versionIds(tenant)).not.toEqual(before);
    await subject.secrets.write(tenant, "another");
    expect(await subject.secrets.read(tenant)).toBe("another");
  });

  test("a secret's id ends with its tenant", () => {
    expect(subject.secrets.idOf(tenant).endsWith(`/${tenant}`)).toBe(true);
  });
});
