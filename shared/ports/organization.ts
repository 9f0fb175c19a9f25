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
