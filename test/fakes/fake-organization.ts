import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource, OperatorOrganization } from "#shared/ports/organization.ts";

interface Units {
  readonly activities: Map<string, Activity>;
  readonly dataSources: Map<string, DataSource>;
}

/** An organisation in memory. */
export class FakeOrganization implements OperatorOrganization {
  readonly #tenants = new Map<TenantId, Units>();

  putActivity(tenantId: TenantId, activity: Activity): void {
    this.#of(tenantId).activities.set(activity.id, activity);
  }

  putDataSource(tenantId: TenantId, dataSource: DataSource): void {
    this.#of(tenantId).dataSources.set(dataSource.id, dataSource);
  }

  async activity(tenantId: TenantId, id: string): Promise<Activity | undefined> {
    return this.#of(tenantId).activities.get(id);
  }

  async dataSource(tenantId: TenantId, id: string): Promise<DataSource | undefined> {
    return this.#of(tenantId).dataSources.get(id);
  }

  async activities(tenantId: TenantId): Promise<readonly Activity[]> {
    return Array.from(this.#of(tenantId).activities.values()).sort(byId);
  }

  async dataSources(tenantId: TenantId): Promise<readonly DataSource[]> {
    return Array.from(this.#of(tenantId).dataSources.values()).sort(byId);
  }

  async addActivity(tenantId: TenantId, activity: Activity): Promise<"added" | "taken"> {
    if (this.#of(tenantId).activities.has(activity.id)) return "taken";
    this.putActivity(tenantId, activity);
    return "added";
  }

  async addDataSource(tenantId: TenantId, dataSource: DataSource): Promise<"added" | "taken"> {
    if (this.#of(tenantId).dataSources.has(dataSource.id)) return "taken";
    this.putDataSource(tenantId, dataSource);
    return "added";
  }

  #of(tenantId: TenantId): Units {
    const units = this.#tenants.get(tenantId) ?? { activities: new Map(), dataSources: new Map() };
    this.#tenants.set(tenantId, units);
    return units;
  }
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id.localeCompare(right.id, "en", { numeric: true });
}
