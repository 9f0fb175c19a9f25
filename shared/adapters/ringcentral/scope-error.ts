import { ApiError } from "#shared/adapters/http/api-error.ts";
import type { ScopeReading } from "#shared/domain/directory/reading.ts";
import {
  type NeededPermission,
  notFoundAdvice,
  ringExRefusal,
  wfoAccessAdvice,
} from "#shared/domain/directory/refusals.ts";

/** A scope that counts as unread, and why. */
export type Unreadable = Extract<ScopeReading<never>, { kind: "unreadable" }>;

/** Permissions of the JWT's user that the lists of RingEX need, each with the setting that does without it. */
export const permissions = {
  readExtensions: { name: "ReadExtensions", without: "ringExCheck: off" },
  readUserRoles: { name: "ReadUserRoles", without: "wemAccess: ringcx" },
  readAssignedRoles: { name: "ReadAssignedRoles", without: "wemAccess: ringcx" },
} as const satisfies Record<string, NeededPermission>;

/** A list of RingCX, for the advice about an answer that does not find it. */
type RingCxList = Parameters<typeof notFoundAdvice>[0];

const wfoAccess = "WFO_ACCESS, which is granted per sub-account (a sub-account taken out of subAccountIds needs none)";

/**
 * The `ringex` scope as unreadable; a 403 names the missing permission and whose it is.
 * @throws the error itself if it is about the run and not about this scope
 */
export function unreadableRingEx(error: unknown, needed: NeededPermission): Unreadable {
  if (!(error instanceof ApiError)) throw error;
  const refusal = error.status === 403 ? ringExRefusal(error, needed) : {};
  return { kind: "unreadable", cause: error.message, ...refusal };
}

/**
 * A scope of RingCX as unreadable; a 403 names the missing role, a 404 what is not found.
 * @throws the error itself if it is about the run and not about this scope
 */
export function unreadableRingCx(error: unknown, list: RingCxList): Unreadable {
  if (!(error instanceof ApiError)) throw error;
  const { message: cause, status } = error;
  if (status !== 403 && status !== 404) return { kind: "unreadable", cause };
  return status === 403
    ? { kind: "unreadable", cause, refusal: status, missingPermission: wfoAccess, advice: wfoAccessAdvice }
    : { kind: "unreadable", cause, refusal: status, advice: notFoundAdvice(list) };
}
