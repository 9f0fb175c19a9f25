import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { ParsedSettings, ScheduleSettings } from "#shared/domain/settings/parsed-settings.ts";

/** How stored settings are understood; the composition root knows which hosts a URL may have. */
export interface SettingsParser {
  /** Everything, with all faults at once. Never throws. */
  parse(tenantId: TenantId, stored: StoredSettings): ParsedSettings;
  /** The schedule's own two settings, whatever is wrong with the others. Never throws. */
  parseSchedule(stored: StoredSettings): ScheduleSettings;
}
