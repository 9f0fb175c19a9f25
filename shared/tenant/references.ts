import type { TenantId } from "#shared/domain/ids.ts";
import type { ParsedSettings } from "#shared/domain/settings/parsed-settings.ts";
import type { Settings, SettingsIssue } from "#shared/domain/settings/settings.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";

/** The adapter that the data source of the settings must have. */
const realtimeAdapter = "RingCentral";

interface ReferencePorts {
  readonly roster: Pick<Roster, "get">;
  readonly organization: Organization;
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
