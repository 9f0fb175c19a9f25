import { describe, expect, it } from "vitest";
import { configurationFromContext, parseConfiguration } from "../../infra/configuration.ts";

describe("the configuration", () => {
  it("has a default for everything", () => {
    expect(parseConfiguration({})).toEqual({
      stage: "dev",
      tenantIds: ["default"],
      adoptSecrets: [],
      allowedUrlHosts: [
        "platform.ringcentral.com",
        "platform.devtest.ringcentral.com",
        "platform.ringcentral.biz",
        "ringcx.ringcentral.com",
      ],
      logRetentionDays: 90,
    });
  });

  it("takes the texts that the command line gives", () => {
    const context = {
      stage: "prod",
      alertEmail: "ops@example.com",
      alertSubscriber: "elsewhere",
      tenantIds: "north, south",
      adoptSecrets: "south",
      allowedUrlHosts: "Platform.RingCentral.com,.ringcentral.eu",
      logRetentionDays: "365",
    };
    expect(configurationFromContext(context)).toEqual({
      stage: "prod",
      alertEmail: "ops@example.com",
      alertSubscriber: "elsewhere",
      tenantIds: ["north", "south"],
      adoptSecrets: ["south"],
      allowedUrlHosts: ["platform.ringcentral.com", ".ringcentral.eu"],
      logRetentionDays: 365,
    });
  });

  it("takes the lists and numbers of cdk.json, and its own result", () => {
    const values = { tenantIds: ["north"], logRetentionDays: 30, alertEmail: "" };
    expect(parseConfiguration(values)).toMatchObject({ tenantIds: ["north"], logRetentionDays: 30 });
    expect(parseConfiguration({ ...parseConfiguration(values) })).toEqual(parseConfiguration(values));
  });

  it("creates no secret at all where the list of tenants is empty", () => {
    expect(parseConfiguration({ tenantIds: [] })).toMatchObject({ tenantIds: [] });
  });

  it("names every fault at once, with what is expected", () => {
    const faulty = {
      stage: "pröd",
      alertEmail: "ops",
      alertSubscriber: "yes",
      tenantIds: "a/b",
      adoptSecrets: ["north", "north"],
      allowedUrlHosts: "https://ringcentral.com/",
      logRetentionDays: "100",
    };
    const message = messageOf(() => parseConfiguration(faulty));
    for (const name of Object.keys(faulty)) expect(message).toMatch(new RegExp(`^  ${name}: .* is not `, "m"));
    expect(message).toContain("90, 120");
  });

  it.each(["ringcentral.com", "ringcentral.com,ringcentral.biz", ["ringcentral.com", "api.example.com"]])(
    "refuses the hosts %j, which admit none that RingCentral has, and suspects a missing dot",
    (allowedUrlHosts) => {
      const message = messageOf(() => parseConfiguration({ allowedUrlHosts }));
      expect(message).toMatch(/allowedUrlHosts: .* is not a list that admits any of platform\.ringcentral\.com/);
      expect(message).toMatch(/a leading dot is missing, as in \.ringcentral\.com/);
    },
  );

  it("refuses hosts that have nothing to do with RingCentral, without a guess", () => {
    const message = messageOf(() => parseConfiguration({ allowedUrlHosts: "api.example.com" }));
    expect(message).toContain("admits any of platform.ringcentral.com");
    expect(message).not.toContain("leading dot");
  });

  it.each(["loopback", ".ringcentral.com", "api.example.com,platform.ringcentral.biz", "loopback,api.example.com"])(
    "takes the hosts %j",
    (allowedUrlHosts) => {
      expect(parseConfiguration({ allowedUrlHosts })).toMatchObject({ allowedUrlHosts: allowedUrlHosts.split(",") });
    },
  );

  it("refuses to adopt the secret of a tenant that it does not know", () => {
    expect(messageOf(() => parseConfiguration({ adoptSecrets: "north", stage: "1" }))).toMatch(
      /stage: .*\n.*adoptSecrets: "north" is not/,
    );
  });

  it.each(["a-", "-a", "1a", "a".repeat(32), "a_b"])("refuses the stage %j", (stage) => {
    expect(() => parseConfiguration({ stage })).toThrow(/stage: .* is not a letter/);
  });

  it("refuses a misspelt name in the context, and leaves CDK's own alone", () => {
    const flags = { "@aws-cdk/core:disableGitSource": true, "aws:cdk:bundling-stacks": ["**"], stage: "prod" };
    expect(configurationFromContext(flags)).toMatchObject({ stage: "prod" });
    expect(messageOf(() => configurationFromContext({ alertMail: "ops@example.com" }))).toMatch(
      /alertMail: unknown, known are stage, alertEmail/,
    );
  });
});

function messageOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error("it was accepted");
}
