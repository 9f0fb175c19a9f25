import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** Where the attributes come from that an item lacks; SSM Parameter Store in the deployed program. */
export interface TenantParameters {
  read(tenant: TenantId): Promise<Readonly<Record<string, string>>>;
  readAll(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>>;
}

/** The settings table (design 3.1), one item per tenant, and the parameters beside it. */
export class DynamoDbSettingsStore implements SettingsStore {
  readonly #table: Table;
  readonly #parameters: TenantParameters;

  constructor({ parameters, ...table }: TableOptions & { readonly parameters: TenantParameters }) {
    this.#table = new Table(table);
    this.#parameters = parameters;
  }

  async read(tenant: TenantId): Promise<StoredSettings> {
    const [item, parameters] = await Promise.all([
      this.#table.get({ tenantId: tenant }),
      this.#parameters.read(tenant),
    ]);
    return { ...(item === undefined ? {} : { item }), parameters };
  }

  async readAllItems(): Promise<ReadonlyMap<TenantId, Item>> {
    const items = new Map<TenantId, Item>();
    for await (const page of this.#table.scan()) {
      for (const item of page) items.set(tenantId(String(item.tenantId)), item);
    }
    return items;
  }

  readAllParameters(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>> {
    return this.#parameters.readAll();
  }

  /** @throws SETTINGS_INVALID there is no item of this tenant */
  async setPlanMode(tenant: TenantId): Promise<void> {
    const change = { expression: "SET #mode = :plan", values: { ":plan": "plan" } };
    const set = await this.#table.update({ tenantId: tenant }, change, { expression: "attribute_exists(#tenantId)" });
    if (set === "written") return;
    throw new SyncError("SETTINGS_INVALID", `Tenant ${tenant} has no settings item: create one with its tenantId`);
  }
}
