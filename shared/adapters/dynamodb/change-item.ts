import type { RunId, TenantId } from "#shared/domain/ids.ts";
import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { ChangeableAttribute, Profile } from "#shared/domain/roster/roster-user.ts";
import { shownText } from "#shared/domain/settings/shown-value.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { historyByUser } from "#shared/names.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import { historyEntry } from "./history-entry.ts";
import type { Item } from "./plain-item.ts";

/** The item of one change record; `tenantUser` puts it into the index of that user's story. */
export function changeItem(
  run: { readonly tenantId: TenantId; readonly runId: RunId },
  { number, record }: NumberedChange,
): Item {
  const { tenantId, runId } = run;
  const tenantUser = record.userId === undefined ? undefined : `${tenantId}#${record.userId}`;
  return { tenantId, entry: historyEntry.change(runId, number), [historyByUser.partition]: tenantUser, ...record };
}

/**
 * The numbered record of an item.
 * @throws INTERNAL naming the entry when somebody has taken away what a record needs
 */
export function numberedChangeOf(item: Item): NumberedChange {
  const { tenantId: _tenantId, entry, expiresAt: _expiresAt, [historyByUser.partition]: _user, ...stored } = item;
  const record = stored as unknown as ChangeRecord;
  const number = Number(String(entry).split("#").at(-1));
  if (!Number.isSafeInteger(number) || !isProfile(record.before) || !isProfile(record.after)) {
    throw new SyncError(
      "INTERNAL",
      `The change record ${shownText(String(entry))} is broken: put before and after back`,
    );
  }
  return { number, record: record.kind === "create" ? record : { ...record, ...bothSides(record) } };
}

function isProfile(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** DynamoDB keeps no `undefined`: an attribute that only one side names was absent on the other. */
function bothSides({ before, after }: ChangeRecord): { readonly before: Profile; readonly after: Profile } {
  const named = changeableAttributes.filter((name) => Object.hasOwn(before, name) || Object.hasOwn(after, name));
  const complete = (profile: Profile): Profile =>
    Object.fromEntries(named.map((name: ChangeableAttribute) => [name, profile[name]]));
  return { before: complete(before), after: complete(after) };
}
