import { describe, expect, it } from "vitest";
import { parseCredentials } from "#shared/config/credentials.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { resourcesOf, synthesised } from "./synthesised.ts";

const secretsOf = async (values: Readonly<Record<string, unknown>>) =>
  resourcesOf((await synthesised(values)).json, "AWS::SecretsManager::Secret");

const byDefault = await secretsOf({});

describe("a tenant's secret", () => {
  it("is created with a placeholder that the sync takes for missing, and outlives the stack once that is deployed", async () => {
    const [secret, ...more] = Object.values(byDefault);
    expect(more).toEqual([]);
    expect(secret).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: { Name: "ringcentral-user-sync/dev/default" },
    });
    const text = String(secret?.Properties["SecretString"]);
    expect(JSON.parse(text)).toEqual({ clientSecret: "REPLACE_ME", jwt: "REPLACE_ME" });
    expect(() => parseCredentials(text, { tenantId: tenantId("default"), secretId: "s" })).toThrow(
      expect.objectContaining({ code: "SECRETS_MISSING" }),
    );
  });

  // CloudFormation writes the value again as soon as anything about the resource differs that it could mean.
  it.each([
    { alertEmail: "ops@example.com" },
    { tenantIds: "default,north,south" },
    { tenantIds: "south,default", adoptSecrets: "south" },
    { allowedUrlHosts: "platform.ringcentral.com,.ringcentral.eu", logRetentionDays: 365 },
  ])("is the same in the template whatever else is configured: %j", async (changed) => {
    const [[id, secret] = ["", undefined]] = Object.entries(byDefault);
    expect((await secretsOf(changed))[id]).toEqual(secret);
  });

  it("belongs to one tenant and one stage", async () => {
    const secrets = await secretsOf({ stage: "prod", tenantIds: "a-b,ab" });
    expect(Object.values(secrets).map(({ Properties }) => Properties["Name"])).toEqual([
      "ringcentral-user-sync/prod/a-b",
      "ringcentral-user-sync/prod/ab",
    ]);
  });

  it("that exists already is adopted: the stack then has no resource for it", async () => {
    const secrets = await secretsOf({ tenantIds: "north,south", adoptSecrets: "north" });
    expect(Object.values(secrets).map(({ Properties }) => Properties["Name"])).toEqual([
      "ringcentral-user-sync/dev/south",
    ]);
    expect(await secretsOf({ adoptSecrets: "default" })).toEqual({});
  });
});
