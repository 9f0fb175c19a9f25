import { isDeepStrictEqual } from "node:util";
import type { TenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { OperatorSettingsStore, SettingsEdit } from "#shared/ports/settings.ts";

type Item = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string>>;

/** Settings in memory. */
export class FakeSettingsStore implements OperatorSettingsStore {
  readonly #items = new Map<TenantId, Item>();
  readonly #parameters = new Map<TenantId, Parameters>();

  /** Sets a tenant's item; `tenantId` is added, as the table's key is. */
  putItem(tenantId: TenantId, item: Item): void {
    this.#items.set(tenantId, { ...structuredClone(item), tenantId });
  }

  removeItem(tenantId: TenantId): void {
    this.#items.delete(tenantId);
  }

  putParameter(tenantId: TenantId, attribute: string, value: string): void {
    this.#parameters.set(tenantId, { ...this.#parameters.get(tenantId), [attribute]: value });
  }

  item(tenantId: TenantId): Item | undefined {
    return this.#items.get(tenantId);
  }

  async read(tenantId: TenantId): Promise<StoredSettings> {
    const item = this.#items.get(tenantId);
    return { ...(item === undefined ? {} : { item }), parameters: this.#parameters.get(tenantId) ?? {} };
  }

  async readItem(tenantId: TenantId): Promise<StoredSettings["item"]> {
    return this.#items.get(tenantId);
  }

  async readAllItems(): Promise<ReadonlyMap<TenantId, Item>> {
    return new Map(this.#items);
  }

  async readAllParameters(): Promise<ReadonlyMap<TenantId, Parameters>> {
    return new Map(this.#parameters);
  }

  async setPlanMode(tenantId: TenantId): Promise<void> {
    const item = this.#items.get(tenantId);
    if (item === undefined) throw new SyncError("SETTINGS_INVALID", `Tenant ${tenantId} has no settings item`);
    this.#items.set(tenantId, { ...item, mode: "plan" });
  }

  async save(tenantId: TenantId, { before, attributes }: SettingsEdit): Promise<"saved" | "stale"> {
    const item = this.#items.get(tenantId);
    if (!isDeepStrictEqual(item, before)) return "stale";
    const kept = Object.entries({ ...item, ...attributes }).filter(([, value]) => value !== undefined);
    this.putItem(tenantId, Object.fromEntries(kept));
    return "saved";
  }
}
