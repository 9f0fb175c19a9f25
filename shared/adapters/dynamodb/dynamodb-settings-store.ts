import { isDeepStrictEqual } from "node:util";
import type { TenantId } from "#shared/domain/ids.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { OperatorSettingsStore, SettingsEdit, SettingsStore } from "#shared/ports/settings.ts";
import { type Item, plainItem } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** Where the attributes come from that an item lacks; SSM Parameter Store in the deployed program. */
export interface TenantParameters {
  read(tenant: TenantId): Promise<Readonly<Record<string, string>>>;
  readAll(): Promise<ReadonlyMap<TenantId, Readonly<Record<string, string>>>>;
}

type SettingsStoreOptions = TableOptions & { readonly parameters: TenantParameters };

/** The settings table (design 3.1), one item per tenant, and the parameters beside it. */
export class DynamoDbSettingsStore implements SettingsStore {
  readonly #table: Table;
  readonly #parameters: TenantParameters;

  constructor({ parameters, ...table }: SettingsStoreOptions) {
    this.#table = new Table(table);
    this.#parameters = parameters;
  }

  async read(tenant: TenantId): Promise<StoredSettings> {
    const [item, parameters] = await Promise.all([this.readItem(tenant), this.#parameters.read(tenant)]);
    return { ...(item === undefined ? {} : { item }), parameters };
  }

  readItem(tenant: TenantId): Promise<Item | undefined> {
    return this.#table.get({ tenantId: tenant });
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

/** The same table for people, who change their settings in it. */
export class DynamoDbOperatorSettingsStore extends DynamoDbSettingsStore implements OperatorSettingsStore {
  readonly #table: Table;

  constructor(options: SettingsStoreOptions) {
    super(options);
    this.#table = new Table(options);
  }

  async save(tenantId: TenantId, { before, attributes }: SettingsEdit): Promise<"saved" | "stale"> {
    const stored = await this.#table.getStored({ tenantId });
    if (!isDeepStrictEqual(stored === undefined ? undefined : plainItem(stored), before)) return "stale";
    const names = Object.keys(attributes);
    const set = names.filter((name) => attributes[name] !== undefined);
    const removed = names.filter((name) => attributes[name] === undefined);
    // An update makes the item where there is none; one that only makes it sets nothing.
    const expression = [
      ...(set.length === 0 ? [] : [`SET ${set.map((name) => `#${name} = :new_${name}`).join(", ")}`]),
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((name) => `#${name}`).join(", ")}`]),
    ].join(" ");
    const values = Object.fromEntries(set.map((name) => [`:new_${name}`, attributes[name]]));
    // What a person typed into the console may have any name; those of settings are words.
    const seen = Object.keys(stored ?? {}).filter((name) => /^\w+$/.test(name));
    const unseen = [...new Set(["tenantId", ...names])].filter((name) => !seen.includes(name));
    const written = await this.#table.update(
      { tenantId },
      { expression, values },
      {
        expression: [
          ...seen.map((name) => `#${name} = :seen_${name}`),
          ...unseen.map((name) => `attribute_not_exists(#${name})`),
        ].join(" AND "),
        stored: Object.fromEntries(
          seen.flatMap((name) => (stored?.[name] === undefined ? [] : [[`:seen_${name}`, stored[name]] as const])),
        ),
      },
    );
    return written === "written" ? "saved" : "stale";
  }
}
