import { parseScheduleSettings, parseSettings } from "#shared/config/settings.ts";
import { changedWatched } from "#shared/config/watched-settings.ts";
import type { Alert } from "#shared/domain/outcome/alert.ts";
import { settingsAlert } from "#shared/domain/outcome/dispatch-alerts.ts";
import { wasEnabled } from "#shared/domain/schedule/off-duty.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { withWatchedChange } from "#shared/domain/schedule/watched-change.ts";
import type { SeenSettings } from "#shared/domain/settings/seen-settings.ts";
import { settingsChangeId } from "#shared/domain/settings/settings-change-id.ts";
import { settingsIssues } from "#shared/tenant/checked-settings.ts";
import type { DispatchPorts } from "./dispatch-ports.ts";
import type { TenantAtTick } from "./evaluate-tenant.ts";

interface NoticeFacts {
  readonly seen: SeenSettings;
  readonly before: ScheduleState;
}

interface Noticed {
  readonly state: ScheduleState;
  readonly alert?: Alert;
}

/**
 * Checks and records settings that are not as they were, the first sight of a tenant included. Somebody is told of
 * faults only where a run depends on it, and of changed safeguards only where there was one: not of a tenant that is
 * being set up. `before`: the state as it was when the tick began.
 */
export async function noticeSettings(
  { tenantId, stored, state, now, seen, before }: TenantAtTick & NoticeFacts,
  ports: DispatchPorts,
): Promise<Noticed> {
  if (seen.fingerprint === state.seenFingerprint) return { state };
  const parsed = parseSettings({ tenantId, stored, allowedUrlHosts: ports.config.allowedUrlHosts });
  const faults = await settingsIssues(tenantId, { parsed, ports });
  const id = settingsChangeId(now, { fingerprint: seen.fingerprint, version: state.version });
  await ports.history.recordSettingsChange(tenantId, id, {
    at: now.toISOString(),
    before: state.seenSettings ?? {},
    after: seen.values,
    valid: faults.length === 0,
    faults,
  });
  const { seenSettings } = before;
  const watched =
    seenSettings === undefined || !wasEnabled(before)
      ? []
      : changedWatched({ before: seenSettings, after: seen.values }, ports.config.allowedUrlHosts);
  const noticed: ScheduleState = {
    ...withWatchedChange(state, watched, now),
    seenSettings: seen.values,
    seenFingerprint: seen.fingerprint,
    settingsCheck: faults.length === 0 ? "valid" : "faulty",
  };
  const isOff = parseScheduleSettings(stored).serviceEnabled === false;
  if (faults.length === 0 || isOff) return { state: noticed };
  return { state: noticed, alert: settingsAlert(faults, { tenantId, nextRunAt: state.nextRunAt }) };
}
