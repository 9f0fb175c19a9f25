import type { TenantId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";

/** A roster user made by hand: without a link, so that the sync never deactivates them. */
export type HandmadeUser = Pick<
  RosterUser,
  "userId" | "firstName" | "lastName" | "email" | "role" | "status" | "activityId"
>;

export interface RosterAdditions {
  /** `taken` when there is a user with this id already. `by` is who asked, `at` an ISO 8601 instant. */
  add(
    tenantId: TenantId,
    user: HandmadeUser,
    stamp: { readonly by: string; readonly at: string },
  ): Promise<"added" | "taken">;
}
