import { SyncError } from "#shared/domain/sync-error.ts";
import { issueText, type SettingsIssue } from "./settings.ts";

const maxListed = 50;

/**
 * The error for settings, an event or an environment that cannot be used: every fault in one message.
 * `subject` says whose fault it is, e.g. `the settings of tenant default`.
 */
export function settingsInvalid(subject: string, faults: readonly SettingsIssue[]): SyncError {
  const lines = faults.slice(0, maxListed).map(issueText);
  const more = faults.length > maxListed ? [`and ${faults.length - maxListed} more`] : [];
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return new SyncError("SETTINGS_INVALID", `${count} in ${subject}: ${[...lines, ...more].join("; ")}`, {
    details: { attributes: [...new Set(faults.map(({ attribute }) => attribute))].slice(0, maxListed) },
  });
}
