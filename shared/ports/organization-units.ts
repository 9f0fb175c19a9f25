import type { TenantId } from "#shared/domain/ids.ts";
import type { Activity, DataSource } from "./organization.ts";

/** The whole organisation, for choosing from it and for adding to it; ordered by id. */
export interface OrganizationUnits {
  activities(tenantId: TenantId): Promise<readonly Activity[]>;
  dataSources(tenantId: TenantId): Promise<readonly DataSource[]>;
  /** `taken` when there is an activity with this id already. */
  addActivity(tenantId: TenantId, activity: Activity): Promise<"added" | "taken">;
  addDataSource(tenantId: TenantId, dataSource: DataSource): Promise<"added" | "taken">;
}
