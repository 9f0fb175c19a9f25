import type { RunId, TenantId, UserId } from "#shared/domain/ids.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";

/** By whom and when a user is written. */
export interface WriteStamp {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  /** The impersonated user. */
  readonly actor: UserId;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
}

/** The roster of AI WFM. Reads are strongly consistent. */
export interface Roster {
  /** All users of a tenant, ordered by user id. */
  list(tenantId: TenantId): Promise<readonly RosterUser[]>;
  get(tenantId: TenantId, userId: UserId): Promise<RosterUser | undefined>;
  /**
   * Makes one change. `conflict` when the user is not as it was read (another version, other values in
   * `before`, or the id of a create is taken); a repeated write of the same run is `applied`.
   * Attributes that the change does not name are preserved.
   * @throws whatever the store throws after its retries; then the change may or may not have been made
   */
  write(change: Change, stamp: WriteStamp): Promise<"applied" | "conflict">;
}

/** A roster user made by hand: without a link, so that the sync never deactivates them. */
export type HandmadeUser = Pick<
  RosterUser,
  "userId" | "firstName" | "lastName" | "email" | "role" | "status" | "activityId"
>;

/** The roster with users that people add. */
export interface OperatorRoster extends Roster {
  /** `taken` when there is a user with this id already. `by` is who asked, `at` an ISO 8601 instant. */
  add(
    tenantId: TenantId,
    user: HandmadeUser,
    stamp: { readonly by: string; readonly at: string },
  ): Promise<"added" | "taken">;
}
