/** Every reason code that a run summary may carry (design 3.7). */
export const reasonCodes = [
  "SETTINGS_INVALID",
  "SETTING_SHADOWED",
  "SETTING_BOUNDED",
  "SECRETS_MISSING",
  "SERVICE_DISABLED",
  "RUN_IN_PROGRESS",
  "ALREADY_DONE",
  "RINGCENTRAL_REJECTED",
  "RINGCENTRAL_UNAVAILABLE",
  "RINGCX_REJECTED",
  "RINGCX_UNAVAILABLE",
  "SCOPE_UNREADABLE",
  "SOURCE_EMPTY",
  "DEACTIVATIONS_HELD",
  "ROLE_CHANGES_HELD",
  "CREATES_HELD",
  "REACTIVATIONS_HELD",
  "PROFILES_HELD",
  "MOVES_HELD",
  "LINKS_HELD",
  "PROTECTED_ABSENT",
  "CHANGE_FAILED",
  "CONFLICT",
  "OUT_OF_TIME",
  "STOPPED",
  "JWT_EXPIRING",
  "INTERNAL",
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** What an alert may be about: the reasons of a run, and what is no reason of any. */
export const alertCodes = [...reasonCodes, "NEW_ADMINISTRATORS", "USERS_LINKED", "STILL_WAITING"] as const;

export type AlertCode = (typeof alertCodes)[number];

/** Reasons of a failed run that time can heal: dispatch tries again after 15, 30 and 60 minutes (design 4.7). */
export const healingCodes: readonly ReasonCode[] = [
  "RINGCENTRAL_UNAVAILABLE",
  "RINGCX_UNAVAILABLE",
  "SOURCE_EMPTY",
  "INTERNAL",
];

/** Reasons of a failed run that only changed settings or a changed secret can heal. */
export const rejectionCodes: readonly ReasonCode[] = [
  "SETTINGS_INVALID",
  "SECRETS_MISSING",
  "RINGCENTRAL_REJECTED",
  "RINGCX_REJECTED",
];

/** A fact that an error or a reason carries: ids, counts and causes, never a name, an e-mail or a secret. */
export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Why a run ended as it did; the message names no person. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly details?: Details;
}

interface SyncErrorOptions {
  readonly retryable?: boolean;
  readonly details?: Details;
  readonly cause?: unknown;
}

/**
 * The one error of this program. The message says what happened, to what, and what to do next; its `name` is
 * the reason code, which is what the Lambda service shows.
 */
export class SyncError extends Error {
  readonly code: ReasonCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly details: Details;

  constructor(code: ReasonCode, message: string, options: SyncErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.retryable = options.retryable ?? healingCodes.includes(code);
    this.details = options.details ?? {};
  }
}
