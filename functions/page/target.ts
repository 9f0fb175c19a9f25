import type { TenantId } from "#shared/domain/ids.ts";

/** What the views need to know of where they are shown, and to whom. */
export interface Target {
  readonly tenantId: TenantId;
  /** The function that reads. */
  readonly pageArn: string;
  readonly viewer: Viewer;
  readonly now: Date;
}

/** Where something can be saved. */
export interface SaveTarget extends Target {
  /** The function that saves. */
  readonly saveArn: string;
}

/** Where something can be approved or refused. */
export interface ApproveTarget extends Target {
  /** The function that approves. */
  readonly approveArn: string;
}

export interface Viewer {
  readonly theme: "light" | "dark";
  /** Minutes that the viewer's clock is ahead of UTC. */
  readonly offsetMinutes: number;
}
