import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, Organization } from "#shared/ports/organization.ts";
import { activityOf, dataSourceOf } from "./organization-item.ts";
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
