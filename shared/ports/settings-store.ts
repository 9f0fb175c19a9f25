import type { TenantId } from "../domain/ids.ts";

/** Settings as stored, before anything is checked. */
export interface StoredSettings {
  /** The tenant's item with plain values (a string set is an array); absent where the tenant has none. */
  readonly item?: Readonly<Record<string, unknown>>;
  /** SSM parameters by attribute name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SettingsStore {
  read(tenantId: TenantId): Promise<StoredSettings>;
  /** Items of all tenants, by tenant id. */
  readAllItems(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, unknown>>>>;
  /** Parameters of all tenants, by tenant id. */
  readAllParameters(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>>;
  /** Sets `mode` to `plan` on the tenant's item and touches nothing else; an undo does this before it writes. */
  setPlanMode(tenantId: TenantId): Promise<void>;
}
