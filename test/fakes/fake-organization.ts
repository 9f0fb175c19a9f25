import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, Organization } from "#shared/ports/organization.ts";

/** An organisation in memory. */
export class FakeOrganization implements Organization {
  readonly #activities = new Map<string, Activity>();
  readonly #dataSources = new Map<string, DataSource>();

  putActivity(tenantId: TenantId, activity: Activity): void {
    this.#activities.set(`${tenantId} ${activity.id}`, activity);
  }

  putDataSource(tenantId: TenantId, dataSource: DataSource): void {
    this.#dataSources.set(`${tenantId} ${dataSource.id}`, dataSource);
  }

  async activity(tenantId: TenantId, id: string): Promise<Activity | undefined> {
    return this.#activities.get(`${tenantId} ${id}`);
  }

  async dataSource(tenantId: TenantId, id: string): Promise<DataSource | undefined> {
    return this.#dataSources.get(`${tenantId} ${id}`);
  }
}
