import { describe, expect, it } from "vitest";
import { settingNames } from "#shared/config/setting-table.ts";
import { changedWatched } from "#shared/config/watched-settings.ts";

const hosts = [".ringcentral.com"];
const changed = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) =>
  changedWatched({ before, after }, hosts);

/** What a person may set without anybody hearing of it. */
const unwatched = [
  "serviceEnabled",
  "realtimeDataSourceId",
  "defaultActivityId",
  "clientId",
  "adminAndAgentRole",
  "runDailyAtUtc",
  "managedAttributes",
  "supervisorRole",
];

describe("watched settings", () => {
  it("are all but those that neither loosen a safeguard nor decide who is read", () => {
    const before = Object.fromEntries(settingNames.map((name) => [name, "faulty 1"]));
    const after = Object.fromEntries(settingNames.map((name) => [name, "faulty 2"]));
    expect(changed(before, after)).toEqual(settingNames.filter((name) => !unwatched.includes(name)).sort());
  });

  it.each([
    [{}, { maxDeactivationShare: 0.2 }],
    [{ maxDeactivations: 20 }, { maxDeactivations: "20" }],
    [{ baseUrl: "https://platform.ringcentral.com" }, {}],
    [{ subAccountIds: "601, 602" }, { subAccountIds: ["601", "602"] }],
  ])("have not changed where %o becomes %o, which means the same", (before, after) => {
    expect(changed(before, after)).toEqual([]);
  });

  it("have changed where one that cannot be used is taken away", () => {
    expect(changed({ mode: "fast" }, {})).toEqual(["mode"]);
  });
});
