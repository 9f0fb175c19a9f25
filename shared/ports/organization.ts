import type { TenantId } from "#shared/domain/ids.ts";

/** A unit of the organisation, e.g. a site. */
export interface Activity {
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
}

export interface DataSource {
  readonly id: string;
  readonly name: string;
  /** `RingCentral` for the Realtime Adapter. */
  readonly adapter: string;
}

/** Activities and data sources (design 3.4). */
export interface Organization {
  activity(tenantId: TenantId, id: string): Promise<Activity | undefined>;
  dataSource(tenantId: TenantId, id: string): Promise<DataSource | undefined>;
}

/** The whole organisation, for choosing from it and for adding to it; lists are ordered by id. */
export interface OperatorOrganization extends Organization {
  activities(tenantId: TenantId): Promise<readonly Activity[]>;
  dataSources(tenantId: TenantId): Promise<readonly DataSource[]>;
  /** `taken` when there is an activity with this id already. */
  addActivity(tenantId: TenantId, activity: Activity): Promise<"added" | "taken">;
  addDataSource(tenantId: TenantId, dataSource: DataSource): Promise<"added" | "taken">;
}
