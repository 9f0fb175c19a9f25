import { describe, expect, it } from "vitest";
import { parseSettings } from "#shared/config/settings.ts";
import { tenantId, userId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster-user.ts";
import type { Settings } from "#shared/domain/settings.ts";
import { referenceFaults } from "#shared/sync/references.ts";
import { storedWith } from "../config/stored-settings.ts";

const parsed = parseSettings({ tenantId: tenantId("default"), stored: storedWith({}), allowedUrlHosts: [] });
const settings = (parsed as { settings: Settings }).settings;
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
    expect(await referenceFaults(settings, portsWith({ user, adapter: "RingCentral", activity: "12" }))).toEqual([]);
  });

  it("are all reported at once when nothing exists", async () => {
    expect(await referenceFaults(settings, portsWith({}))).toMatchObject([
      { attribute: "impersonatedUserId", value: "u-sync", expected: expect.stringContaining("no such user") },
      { attribute: "realtimeDataSourceId", value: "3", expected: expect.stringContaining("no such data source") },
      { attribute: "defaultActivityId", value: "12", expected: expect.stringContaining("no such activity") },
    ]);
  });

  it("need an Active user and the RingCentral adapter", async () => {
    const ports = portsWith({ user: { ...user, status: "Inactive" }, adapter: "Other", activity: "12" });
    expect(await referenceFaults(settings, ports)).toMatchObject([
      { attribute: "impersonatedUserId", expected: expect.stringContaining("Inactive") },
      { attribute: "realtimeDataSourceId", expected: expect.stringContaining("another adapter") },
    ]);
  });
});
