import { withOverrides } from "#shared/config/overrides.ts";
import { parseSettings } from "#shared/config/settings.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { ParsedSettings } from "#shared/domain/settings/parsed-settings.ts";
import type { Settings, SettingsIssue } from "#shared/domain/settings/settings.ts";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { SettingsStore } from "#shared/ports/settings.ts";

/** The adapter that the data source of the settings must have. */
const realtimeAdapter = "RingCentral";

interface ReferencePorts {
  readonly roster: Pick<Roster, "get">;
  readonly organization: Pick<Organization, "activity" | "dataSource">;
}

interface StoredPorts {
  readonly settings: Pick<SettingsStore, "read">;
  readonly config: { readonly allowedUrlHosts: readonly string[] };
}

/** The tenant's settings as they are stored; what they refer to is not looked at. */
export async function storedSettings(
  tenantId: TenantId,
  { settings, config: { allowedUrlHosts } }: StoredPorts,
): Promise<ParsedSettings> {
  return parseSettings({ tenantId, stored: await settings.read(tenantId), allowedUrlHosts });
}

/**
 * The tenant's settings with the event's overrides, checked down to the things they refer to, and what they were read
 * from.
 * @throws SETTINGS_INVALID with every fault
 */
export async function checkedSettings(
  event: SyncEvent,
  ports: StoredPorts & ReferencePorts,
): Promise<Extract<ParsedSettings, { kind: "valid" }> & { readonly stored: StoredSettings }> {
  const { tenantId } = event;
  const stored = withOverrides(await ports.settings.read(tenantId), event);
  const parsed = parseSettings({ tenantId, stored, allowedUrlHosts: ports.config.allowedUrlHosts });
  const faults = await settingsIssues(tenantId, { parsed, ports });
  if (parsed.kind === "faulty" || faults.length > 0)
    throw settingsInvalid(`the settings of tenant ${tenantId}`, faults);
  return { ...parsed, stored };
}

/** Everything that is wrong with a tenant's settings, the things they refer to included; empty if nothing. */
export async function settingsIssues(
  tenantId: TenantId,
  { parsed, ports }: { readonly parsed: ParsedSettings; readonly ports: ReferencePorts },
): Promise<readonly SettingsIssue[]> {
  const faults = parsed.kind === "faulty" ? parsed.faults : [];
  const readable = parsed.kind === "faulty" ? parsed.readable : parsed.settings;
  return [...faults, ...(await referenceIssues(tenantId, { readable, ports }))];
}

async function referenceIssues(
  tenantId: TenantId,
  { readable, ports }: { readonly readable: Partial<Settings>; readonly ports: ReferencePorts },
): Promise<readonly SettingsIssue[]> {
  const { impersonatedUserId, realtimeDataSourceId, defaultActivityId } = readable;
  const [user, dataSource, activity] = await Promise.all([
    impersonatedUserId === undefined ? undefined : ports.roster.get(tenantId, impersonatedUserId),
    realtimeDataSourceId === undefined ? undefined : ports.organization.dataSource(tenantId, realtimeDataSourceId),
    defaultActivityId === undefined ? undefined : ports.organization.activity(tenantId, defaultActivityId),
  ]);
  const faults: SettingsIssue[] = [];
  if (impersonatedUserId !== undefined && user?.status !== "Active") {
    const found = user === undefined ? "there is no such user" : "that user is Inactive";
    const expected = `the userId of an Active roster user (${found})`;
    faults.push({ attribute: "impersonatedUserId", value: impersonatedUserId, expected });
  }
  if (realtimeDataSourceId !== undefined && dataSource?.adapter !== realtimeAdapter) {
    const found = dataSource === undefined ? "there is no such data source" : "that one has another adapter";
    const expected = `the id of a data source with adapter ${realtimeAdapter} (${found})`;
    faults.push({ attribute: "realtimeDataSourceId", value: realtimeDataSourceId, expected });
  }
  if (defaultActivityId !== undefined && activity === undefined) {
    const expected = "the id of an activity of the organisation (there is no such activity)";
    faults.push({ attribute: "defaultActivityId", value: defaultActivityId, expected });
  }
  return faults;
}
