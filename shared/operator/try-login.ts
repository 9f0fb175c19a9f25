import { jwtIssue } from "#shared/config/jwt-issue.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock, Deadline } from "#shared/ports/clock.ts";
import type { Credentials, SeenSubAccount } from "#shared/ports/directory.ts";
import type { ReadOnlyPorts } from "./operator-ports.ts";

/** What became of an attempt to log in; `refused` also, without an attempt, for a JWT that cannot work; `not-tried` where the settings do not say where, as which app. */
export type TriedLogin =
  | { readonly kind: "accepted"; readonly subAccounts: readonly SeenSubAccount[] }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "not-tried"; readonly why: string };

interface LoginAttempt {
  readonly tenantId: TenantId;
  readonly settings: Partial<Settings>;
  readonly credentials: Credentials;
  /** Absent: it has a minute. */
  readonly deadline?: Deadline;
}

const needed = ["baseUrl", "ringCxUrl", "mainAccountId", "clientId"] as const;
const probeMs = 60_000;

/**
 * Logs in once with credentials that are not stored yet, and lists the sub-accounts that they really see. `settings`
 * may lack whatever the login does not need.
 */
export async function tryLogin(
  { tenantId, settings, credentials, deadline }: LoginAttempt,
  { probe, clock }: Pick<ReadOnlyPorts, "probe" | "clock">,
): Promise<TriedLogin> {
  const missing = needed.filter((name) => settings[name] === undefined);
  if (missing.length > 0) {
    return { kind: "not-tried", why: `The login needs these settings: ${missing.join(", ")}.` };
  }
  const issue = jwtIssue(credentials.jwt, clock.now());
  if (issue !== undefined) return { kind: "refused", why: `The JWT ${issue.what}. ${issue.advice}` };
  // What is asked for here depends on none of the other settings.
  const whole = { subAccountIds: [], ...settings, tenantId } as unknown as Settings;
  try {
    const connected = probe({ settings: whole, credentials, deadline: deadline ?? aMinute(clock) });
    return { kind: "accepted", subAccounts: await connected.subAccounts() };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { kind: "refused", why: `${error.code}: ${error.message}` };
  }
}

function aMinute(clock: Clock): Deadline {
  const endsAt = clock.now().getTime() + probeMs;
  return { remainingMs: () => endsAt - clock.now().getTime() };
}
