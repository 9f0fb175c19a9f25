import { describe, expect, it } from "vitest";
import { parseDispatchEnvironment, parseSyncEnvironment } from "#shared/config/environment.ts";

const variables = {
  SETTINGS_TABLE: "settings",
  ROSTER_TABLE: "roster",
  ORGANIZATION_TABLE: "organization",
  HISTORY_TABLE: "history",
  APPROVALS_TABLE: "approvals",
  WORK_TABLE: "work",
  SECRET_PREFIX: "user-sync/test",
  PARAMETER_PREFIX: "/user-sync/test",
  STAGE: "test",
};

describe("the environment of sync", () => {
  it("has defaults for what may be absent or empty", () => {
    expect(parseSyncEnvironment({ ...variables, ALERT_TOPIC_ARN: "", ALLOWED_URL_HOSTS: undefined })).toEqual({
      settingsTable: "settings",
      rosterTable: "roster",
      organizationTable: "organization",
      historyTable: "history",
      approvalsTable: "approvals",
      workTable: "work",
      secretPrefix: "user-sync/test",
      parameterPrefix: "/user-sync/test",
      stage: "test",
      allowedUrlHosts: [
        "platform.ringcentral.com",
        "platform.devtest.ringcentral.com",
        "platform.ringcentral.biz",
        "ringcx.ringcentral.com",
      ],
    });
  });

  it("takes several hosts and the word loopback", () => {
    const parsed = parseSyncEnvironment({
      ...variables,
      ALLOWED_URL_HOSTS: " Platform.RingCentral.com , .ringcentral.biz,loopback",
      ALERT_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:alerts",
      SECRET_PREFIX: "user-sync/",
    });
    expect(parsed.allowedUrlHosts).toEqual(["platform.ringcentral.com", ".ringcentral.biz", "loopback"]);
    expect(parsed.alertTopicArn).toBe("arn:aws:sns:eu-west-1:123456789012:alerts");
    expect(parsed.secretPrefix).toBe("user-sync");
  });

  it.each([
    "com",
    "*.ringcentral.com",
    ".com",
    "..ringcentral.com",
    "127.0.0.1",
    "a b.com",
    "ringcentral.com,,",
    "https://x.com",
  ])("refuses %s as a host", (hosts) => {
    expect(() => parseSyncEnvironment({ ...variables, ALLOWED_URL_HOSTS: hosts })).toThrow(/ALLOWED_URL_HOSTS/u);
  });

  it("names everything that is missing or malformed at once", () => {
    const read = (): unknown =>
      parseSyncEnvironment({ PARAMETER_PREFIX: "no-slash", STAGE: "a b", HISTORY_TABLE: "history" });
    expect(read).toThrow(
      expect.objectContaining({
        code: "SETTINGS_INVALID",
        details: {
          attributes: [
            "SETTINGS_TABLE",
            "ROSTER_TABLE",
            "ORGANIZATION_TABLE",
            "APPROVALS_TABLE",
            "WORK_TABLE",
            "SECRET_PREFIX",
            "PARAMETER_PREFIX",
            "STAGE",
          ],
        },
      }),
    );
  });
});

describe("the environment of dispatch", () => {
  it("also has the sync function and a limit of 20 runs", () => {
    const parsed = parseDispatchEnvironment({ ...variables, SYNC_FUNCTION_NAME: "sync" });
    expect(parsed).toMatchObject({ syncFunctionName: "sync", maxConcurrentRuns: 20, stage: "test" });
    expect(
      parseDispatchEnvironment({ ...variables, SYNC_FUNCTION_NAME: "s", MAX_CONCURRENT_RUNS: "3" }).maxConcurrentRuns,
    ).toBe(3);
  });

  it.each(["0", "-1", "1.5", "many", "100000"])("refuses %s as the limit of runs", (limit) => {
    const read = (): unknown => parseDispatchEnvironment({ ...variables, MAX_CONCURRENT_RUNS: limit });
    expect(read).toThrow(
      expect.objectContaining({ details: { attributes: ["SYNC_FUNCTION_NAME", "MAX_CONCURRENT_RUNS"] } }),
    );
  });
});
