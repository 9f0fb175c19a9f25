import { readFileSync } from "node:fs";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { parseSettings } from "#shared/config/settings.ts";
import { tenantId } from "#shared/domain/ids.ts";
import { defaultUrlHosts } from "#shared/names.ts";
import { configurationFromContext } from "../../infra/configuration.ts";
import { reviewedTemplate } from "./deployed-grants.ts";

const fileOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const [, deploySection = ""] = /\n## Deploy\n(.*?)\n## /s.exec(fileOf("README.md")) ?? [];

describe("the README's way to deploy", () => {
  const [commands = "", byAwsCli = ""] = Array.from(deploySection.matchAll(/```\n(.*?)```/gs), ([, block]) => block);

  it("takes at most four commands to the first dry run, with the wizard", () => {
    const lines = commands.trim().split("\n");
    expect(lines.findIndex((line) => line.startsWith("npx user-sync init"))).toBeLessThanOrEqual(3);
    expect(commands).toContain("npx user-sync init");
  });

  it("takes at most eight by the AWS CLI alone, the three before it included", () => {
    const lines = byAwsCli.trim().split("\n");
    expect(3 + lines.findIndex((line) => line.includes('"mode":"plan"'))).toBeLessThanOrEqual(7);
    expect(byAwsCli).toContain('"mode":"plan"');
  });

  it("uses names that the stack puts out", () => {
    const used = Array.from(deploySection.matchAll(/\$\(out (\w+)\)/g), ([, name]) => name);
    expect(used.length).toBeGreaterThan(5);
    expect(Object.keys(reviewedTemplate().Outputs)).toEqual(expect.arrayContaining(used));
  });

  it("lists every name of the context, and no other", () => {
    const [, table = ""] = /\| `-c name=value` .*?\n\|[-|]+\n(.*?)\n\n/s.exec(deploySection) ?? [];
    const listed = Array.from(table.matchAll(/^\| `(\w+)` /gm), ([, name = ""]) => name);
    const { alertEmail = "", alertSubscriber = "", ...defaults } = configurationFromContext({});
    expect(listed.toSorted()).toEqual(Object.keys({ alertEmail, alertSubscriber, ...defaults }).toSorted());
  });
});

describe("docs/first-tenant.json", () => {
  type Puts = { readonly PutRequest: { readonly Item: Record<string, AttributeValue> } }[];
  const file = JSON.parse(fileOf("docs/first-tenant.json")) as Record<string, Puts>;
  const itemsOf = (table: string) => (file[table] ?? []).map(({ PutRequest: { Item } }) => unmarshall(Item));

  it("has settings that are valid and refer to what stands beside them", () => {
    const [item = {}] = itemsOf("SETTINGS_TABLE");
    const parsed = parseSettings({
      tenantId: tenantId("default"),
      stored: { item, parameters: {} },
      allowedUrlHosts: [...defaultUrlHosts],
    });
    if (parsed.kind === "faulty") throw new Error(JSON.stringify(parsed.faults));
    const { impersonatedUserId, realtimeDataSourceId, defaultActivityId, serviceEnabled } = parsed.settings;
    expect(serviceEnabled).toBe(false);
    expect(itemsOf("ORGANIZATION_TABLE")).toMatchObject([
      { key: `activity#${defaultActivityId}`, kind: "activity" },
      { key: `data-source#${realtimeDataSourceId}`, kind: "data-source", adapter: "RingCentral" },
    ]);
    expect(itemsOf("ROSTER_TABLE")).toMatchObject([{ userId: impersonatedUserId, status: "Active" }]);
  });
});
