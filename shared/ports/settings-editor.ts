import type { TenantId } from "#shared/domain/ids.ts";

/** A change of one tenant's settings item by a person. */
export interface SettingsEdit {
  /** The item as that person saw it, with plain values; absent where there was none. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  /** Attributes to set; `undefined` takes an attribute away. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Writes settings for a person; the sync itself only reads them. */
export interface SettingsEditor {
  /** Makes the change and touches nothing else; `stale` when the item is not as it was seen any more. */
  save(tenantId: TenantId, edit: SettingsEdit): Promise<"saved" | "stale">;
}
