import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, OperatorOrganization, Organization } from "#shared/ports/organization.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The organization table (design 3.4); units are found by their key alone. */
export class DynamoDbOrganization implements Organization {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async activity(tenantId: TenantId, id: string): Promise<Activity | undefined> {
    const item = await this.#table.get({ tenantId, key: `activity#${id}` });
    return item === undefined ? undefined : activityOf(item);
  }

  async dataSource(tenantId: TenantId, id: string): Promise<DataSource | undefined> {
    const item = await this.#table.get({ tenantId, key: `data-source#${id}` });
    return item === undefined ? undefined : dataSourceOf(item);
  }
}

/** The same table for people, who choose from the whole organisation and add to it. */
export class DynamoDbOperatorOrganization extends DynamoDbOrganization implements OperatorOrganization {
  readonly #table: Table;

  constructor(options: TableOptions) {
    super(options);
    this.#table = new Table(options);
  }

  async activities(tenantId: TenantId): Promise<readonly Activity[]> {
    return (await this.#items(tenantId, "activity#")).map(activityOf).sort(byId);
  }

  async dataSources(tenantId: TenantId): Promise<readonly DataSource[]> {
    return (await this.#items(tenantId, "data-source#")).map(dataSourceOf).sort(byId);
  }

  addActivity(tenantId: TenantId, activity: Activity): Promise<"added" | "taken"> {
    return this.#add({ ...activity, tenantId, key: `activity#${activity.id}`, kind: "activity" });
  }

  addDataSource(tenantId: TenantId, dataSource: DataSource): Promise<"added" | "taken"> {
    return this.#add({ ...dataSource, tenantId, key: `data-source#${dataSource.id}`, kind: "data-source" });
  }

  async #add(item: Item): Promise<"added" | "taken"> {
    const written = await this.#table.put(item, { expression: "attribute_not_exists(#key)" });
    return written === "written" ? "added" : "taken";
  }

  async #items(tenantId: TenantId, prefix: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    const expression = "#tenantId = :tenantId AND begins_with(#key, :prefix)";
    for await (const page of this.#table.query({ expression, values: { ":tenantId": tenantId, ":prefix": prefix } }))
      items.push(...page);
    return items;
  }
}

/** Numbers as numbers: 2 comes before 10. */
function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id.localeCompare(right.id, "en", { numeric: true });
}

/** An activity from its item; the id is the key's, by which units are found. */
function activityOf(item: Item): Activity {
  const parentId = text(item.parentId);
  return { id: idOf(item), name: text(item.name), ...(parentId === "" ? {} : { parentId }) };
}

function dataSourceOf(item: Item): DataSource {
  return { id: idOf(item), name: text(item.name), adapter: text(item.adapter) };
}

function idOf({ key }: Item): string {
  return text(key).replace(/^[^#]*#/, "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
