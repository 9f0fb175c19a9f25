import * as z from "zod";
import { managedAttributes, roles } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { SettingType } from "./setting-types.ts";
import {
  choice,
  choices,
  flag,
  idExpected,
  idPattern,
  ids,
  list,
  number,
  people,
  text,
  time,
} from "./setting-types.ts";
import { allowedUrl, urlExpected } from "./url.ts";

export type SettingName = Exclude<keyof Settings, "tenantId">;

const digits = /^\d{1,20}$/;
const accountExpected = "a RingCentral account id: 1 to 20 digits, as a string (S)";

type SettingTable = Readonly<Record<SettingName, SettingType>>;

/** By hosts: a tick reads the settings of every tenant, and schemas take longer to build than to use. */
const known = new Map<string, SettingTable>();

/** Every setting of design 3.1 with its form and its default. */
export function settingTable(allowedUrlHosts: readonly string[]): SettingTable {
  const hosts = allowedUrlHosts.join();
  const table = known.get(hosts) ?? newTable(allowedUrlHosts);
  known.set(hosts, table);
  return table;
}

function newTable(allowedUrlHosts: readonly string[]): SettingTable {
  const url = (standard: string): SettingType => {
    const expected = urlExpected(allowedUrlHosts);
    const schema = z.string({ error: expected }).transform((value, context) => {
      const parsed = allowedUrl(value, allowedUrlHosts);
      if (parsed === undefined) context.addIssue({ code: "custom", message: expected });
      return parsed ?? z.NEVER;
    });
    return { kind: "text", expected, schema, default: standard };
  };
  return {
    serviceEnabled: flag({ default: false }),
    impersonatedUserId: text({ expected: idExpected, pattern: idPattern }),
    realtimeDataSourceId: text({ expected: idExpected, pattern: idPattern }),
    defaultActivityId: text({ expected: idExpected, pattern: idPattern }),
    baseUrl: url("https://platform.ringcentral.com/"),
    ringCxUrl: url("https://ringcx.ringcentral.com/"),
    mainAccountId: text({ expected: accountExpected, pattern: digits }),
    subAccountIds: list({
      expected: "at least one RingCX account id (1 to 20 digits, as strings), each once",
      pattern: digits,
      repeats: "refused",
      entries: "words",
    }),
    clientId: text({
      expected: "the client id of the app in the RingCentral developer portal: 1 to 128 letters, digits, - . _ ~",
      pattern: /^[\w.~-]{1,128}$/,
    }),
    adminAndAgentRole: choice({ of: ["first", "last", ...roles], default: "first" }),
    runDailyAtUtc: time({ default: "02:00" }),
    mode: choice({ of: ["apply", "plan"], default: "apply" }),
    managedAttributes: choices({ of: managedAttributes, default: ["firstName", "lastName", "role"] }),
    supervisorRole: choice({ of: ["Agent", "Supervisor"], default: "Agent" }),
    wemAccess: choice({ of: ["ringcx", "ringex-permission"], default: "ringcx" }),
    wemPermissionIds: ids({ default: [] }),
    protectedUserIds: ids({ default: [] }),
    ignoredPeople: people({ default: [] }),
    pilotPeople: people({ default: [] }),
    ringExCheck: choice({ of: ["on", "off"], default: "on" }),
    maxDeactivations: number({ steps: "whole", least: 1, most: 5000, default: 500 }),
    maxDeactivationShare: number({ steps: "any", least: 0, most: 0.5, default: 0.2 }),
    deactivationFloor: number({ steps: "whole", least: 0, most: 50, default: 5 }),
    maxCreateShare: number({ steps: "any", least: 0, most: 10, default: 0.5 }),
  };
}

/** Every setting, in the order of design 3.1. */
export const settingNames = Object.keys(settingTable([])) as readonly SettingName[];
