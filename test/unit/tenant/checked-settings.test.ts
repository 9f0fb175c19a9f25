import { describe, expect, it } from "vitest";
import { parseSettings } from "#shared/config/settings.ts";
import { tenantId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { settingsIssues } from "#shared/tenant/checked-settings.ts";
import { storedWith } from "#test/unit/config/stored-settings.ts";

const parsed = parseSettings({ tenantId: tenantId("default"), stored: storedWith({}), allowedUrlHosts: [] });
const user: RosterUser = {
  userId: userId("u-sync"),
  firstName: "Sync",
  lastName: "Service",
  role: "Administrator",
  status: "Active",
  version: 0,
};

const portsWith = (there: { readonly user?: RosterUser; readonly adapter?: string; readonly activity?: string }) => ({
  roster: { get: async () => there.user },
  organization: {
    dataSource: async (_: unknown, id: string) =>
      there.adapter === undefined ? undefined : { id, name: "Realtime", adapter: there.adapter },
    activity: async (_: unknown, id: string) => (there.activity === id ? { id, name: "Madrid" } : undefined),
  },
});

describe("references", () => {
  it("are in order when user, data source and activity exist", async () => {
    expect(
      await settingsIssues(tenantId("default"), {
        parsed,
        ports: portsWith({ user, adapter: "RingCentral", activity: "12" }),
      }),
    ).toEqual([]);
  });

  it("are all reported at once when nothing exists", async () => {
    expect(await settingsIssues(tenantId("default"), { parsed, ports: portsWith({}) })).toEqual([
      {
        attribute: "impersonatedUserId",
        value: "u-sync",
        expected: "the userId of an Active roster user (there is no such user)",
      },
      {
        attribute: "realtimeDataSourceId",
        value: "3",
        expected: "the id of a data source with adapter RingCentral (there is no such data source)",
      },
      {
        attribute: "defaultActivityId",
        value: "12",
        expected: "the id of an activity of the organisation (there is no such activity)",
      },
    ]);
  });

  it("need an Active user and the RingCentral adapter", async () => {
    const ports = portsWith({ user: { ...user, status: "Inactive" }, adapter: "Other", activity: "12" });
    expect(await settingsIssues(tenantId("default"), { parsed, ports })).toEqual([
      {
        attribute: "impersonatedUserId",
        value: "u-sync",
        expected: "the userId of an Active roster user (that user is Inactive)",
      },
      {
        attribute: "realtimeDataSourceId",
        value: "3",
        expected: "the id of a data source with adapter RingCentral (that one has another adapter)",
      },
    ]);
  });

  it("are reported together with what is wrong with the settings themselves", async () => {
    const stored = storedWith({ runDailyAtUtc: "25:00", defaultActivityId: "gone" });
    const faulty = parseSettings({ tenantId: tenantId("default"), stored, allowedUrlHosts: [] });
    const ports = portsWith({ user, adapter: "RingCentral", activity: "12" });
    expect(await settingsIssues(tenantId("default"), { parsed: faulty, ports })).toMatchObject([
      { attribute: "runDailyAtUtc", value: "25:00" },
      { attribute: "defaultActivityId", value: "gone" },
    ]);
  });

  it("are not looked for where the settings name none", async () => {
    const faulty = parseSettings({
      tenantId: tenantId("default"),
      stored: { item: {}, parameters: {} },
      allowedUrlHosts: [],
    });
    const look = () => Promise.reject(new Error("looked for nothing"));
    const ports = { roster: { get: look }, organization: { dataSource: look, activity: look } };
    if (faulty.kind === "valid") throw new Error("nothing is required");
    expect(await settingsIssues(tenantId("default"), { parsed: faulty, ports })).toEqual(faulty.faults);
  });
});
