import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource } from "#shared/ports/organization.ts";
import type { OrganizationUnits } from "#shared/ports/organization-units.ts";
import { activityOf, dataSourceOf } from "./organization-item.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The organization table as a whole (design 3.4). */
export class DynamoDbOrganizationUnits implements OrganizationUnits {
  readonly #table: Table;

  constructor(options: TableOptions) {
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
