import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";

export interface SettingsStore {
  read(tenantId: TenantId): Promise<StoredSettings>;
  /** Items of all tenants, by tenant id. */
  readAllItems(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, unknown>>>>;
  /** Parameters of all tenants, by tenant id. */
  readAllParameters(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>>;
  /** Sets `mode` to `plan` on the tenant's item and touches nothing else; an undo does this before it writes. */
  setPlanMode(tenantId: TenantId): Promise<void>;
}
