import type { TenantId } from "#shared/domain/ids.ts";
import type { OffDuty, WatchedChange } from "#shared/domain/schedule/schedule-state.ts";
import type { Alert } from "./alert.ts";

/** What to tell of changed safeguards and of who is read: names of attributes, since values may name people. */
export function watchedChangeAlert({ since, attributes }: WatchedChange, tenantId: TenantId): Alert {
  return {
    tenantId,
    code: "SETTINGS_CHANGED",
    subject: `User sync settings of ${tenantId} were changed`,
    message: [
      `What happened: somebody has changed ${attributes.join(", ")} of tenant ${tenantId}, first at ${since}.`,
      "To whom it matters: these settings decide which people are read and changed, and how many changes are held for approval.",
      'What to do: nothing if you know of it. See what was changed with "user-sync settings history"; if it is wrong, change it back before the next run.',
    ].join("\n"),
  };
}

/** What to tell, at once and then weekly, of a tenant that was enabled and is not kept in step. `people`: of its last run. */
export function offDutyAlert(
  { kind, since }: OffDuty,
  { tenantId, people }: { readonly tenantId: TenantId; readonly people?: number | undefined },
): Alert {
  const whom =
    people === undefined ? "the people of this tenant are" : `the last run found ${people} people in scope. They are`;
  const matters = `To whom it matters: ${whom} not kept in step any more. New agents do not get into the roster, and people who leave can still sign in to AI WFM.`;
  const weekly = "You are told again every week for as long as this lasts.";
  if (kind === "disabled") {
    return {
      tenantId,
      code: "SERVICE_DISABLED",
      subject: `User sync of ${tenantId} is disabled`,
      message: [
        `What happened: the service of tenant ${tenantId} was enabled and is disabled, since ${since}.`,
        matters,
        `What to do: set serviceEnabled to true to go on. If the tenant is not to be kept in step any more, remove it as docs/operations.md says. ${weekly}`,
      ].join("\n"),
    };
  }
  return {
    tenantId,
    code: "SETTINGS_INVALID",
    subject: `User sync settings of ${tenantId} are gone`,
    message: [
      `What happened: the settings table has no item of tenant ${tenantId} any more, since ${since}.`,
      matters,
      `What to do: put the item back; the history has the last settings. If the tenant was removed on purpose, finish that as docs/operations.md says. ${weekly}`,
    ].join("\n"),
  };
}
