import type { Settings, SettingsFault } from "../domain/settings.ts";
import type { Organization } from "../ports/organization.ts";
import type { Roster } from "../ports/roster.ts";

/** The adapter that the data source of the settings must have. */
const realtimeAdapter = "RingCentral";

interface ReferencePorts {
  readonly roster: Pick<Roster, "get">;
  readonly organization: Organization;
}

/** What is wrong with the settings' references to the roster and the organisation, all at once; empty if nothing. */
export async function referenceFaults(settings: Settings, ports: ReferencePorts): Promise<readonly SettingsFault[]> {
  const { tenantId, impersonatedUserId, realtimeDataSourceId, defaultActivityId } = settings;
  const [user, dataSource, activity] = await Promise.all([
    ports.roster.get(tenantId, impersonatedUserId),
    ports.organization.dataSource(tenantId, realtimeDataSourceId),
    ports.organization.activity(tenantId, defaultActivityId),
  ]);
  const faults: SettingsFault[] = [];
  if (user?.status !== "Active") {
    const found = user === undefined ? "there is no such user" : "that user is Inactive";
    const expected = `the userId of an Active roster user (${found})`;
    faults.push({ attribute: "impersonatedUserId", value: impersonatedUserId, expected });
  }
  if (dataSource?.adapter !== realtimeAdapter) {
    const found = dataSource === undefined ? "there is no such data source" : "that one has another adapter";
    const expected = `the id of a data source with adapter ${realtimeAdapter} (${found})`;
    faults.push({ attribute: "realtimeDataSourceId", value: realtimeDataSourceId, expected });
  }
  if (activity === undefined) {
    const expected = "the id of an activity of the organisation (there is no such activity)";
    faults.push({ attribute: "defaultActivityId", value: defaultActivityId, expected });
  }
  return faults;
}
