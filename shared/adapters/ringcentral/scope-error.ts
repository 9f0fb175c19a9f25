import { ApiError } from "#shared/adapters/http/api-error.ts";
import type { ScopeReading } from "#shared/domain/directory/reading.ts";

/** A scope that counts as unread, and why. */
export type Unreadable = Extract<ScopeReading<never>, { kind: "unreadable" }>;

/** Permissions of the JWT's user that a 403 points to, each with the setting that does without it. */
export const permissions = {
  wfoAccess: "WFO_ACCESS, which is granted per sub-account (a sub-account taken out of subAccountIds needs none)",
  readExtensions: "ReadExtensions (ringExCheck: off does without it)",
  readUserRoles: "ReadUserRoles (wemAccess: ringcx does without it)",
  readAssignedRoles: "ReadAssignedRoles (wemAccess: ringcx does without it)",
} as const;

type Permission = (typeof permissions)[keyof typeof permissions];

/**
 * A scope whose call failed, as unreadable; a 403 names the missing permission.
 * @throws the error itself if it is about the run and not about this scope
 */
export function unreadableBy(error: unknown, permission: Permission): Unreadable {
  if (!(error instanceof ApiError)) throw error;
  const cause = error.message;
  return error.status === 403
    ? { kind: "unreadable", cause, missingPermission: permission }
    : { kind: "unreadable", cause };
}
