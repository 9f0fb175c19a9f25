import type { TenantId } from "#shared/domain/ids.ts";

/** What the views need to know of where they are shown, and to whom. */
export interface Target {
  readonly tenantId: TenantId;
  /** The function that reads. */
  readonly pageArn: string;
  /** The function that saves. */
  readonly saveArn: string;
  readonly viewer: Viewer;
  readonly now: Date;
}

export interface Viewer {
  readonly theme: "light" | "dark";
  /** Minutes that the viewer's clock is ahead of UTC. */
  readonly offsetMinutes: number;
}
