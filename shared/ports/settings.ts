import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";

export interface SettingsStore {
  read(tenantId: TenantId): Promise<StoredSettings>;
  /** The item alone. */
  readItem(tenantId: TenantId): Promise<StoredSettings["item"]>;
  /** Items of all tenants, by tenant id. */
  readAllItems(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, unknown>>>>;
  /** Parameters of all tenants, by tenant id. */
  readAllParameters(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>>;
  /** Sets `mode` to `plan` on the tenant's item and touches nothing else; an undo does this before it writes. */
  setPlanMode(tenantId: TenantId): Promise<void>;
}

/** A change of one tenant's settings item by a person. */
export interface SettingsEdit {
  /** The item as that person saw it, with plain values; absent where there was none. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  /** Attributes to set; `undefined` takes an attribute away. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The settings with what people change in them; a run only reads them, but for plan mode. */
export interface OperatorSettingsStore extends SettingsStore {
  /** Makes the change and touches nothing else; `stale` when the item is not as it was seen any more. */
  save(tenantId: TenantId, edit: SettingsEdit): Promise<"saved" | "stale">;
}
