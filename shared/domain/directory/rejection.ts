import { createHash } from "node:crypto";
import type { TenantId } from "#shared/domain/ids.ts";

/** A login that RingCentral refused, as it is remembered (design 4.1). Instants are ISO 8601 UTC. */
export interface Rejection {
  /** RingCentral's own code, or the HTTP status of an answer that has none. */
  readonly code: string;
  readonly at: string;
  /** Until then nobody sends this login again. */
  readonly until: string;
  /** Refusals in a row, this one included. */
  readonly count: number;
}

/** What a login is made of, stored or typed. */
export interface LoginValues {
  readonly tenantId: TenantId;
  readonly baseUrl: string;
  readonly ringCxUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
}

/** By which a login is recognised, without telling what it is made of: its values, and where they are sent. */
export interface LoginId {
  readonly tenantId: TenantId;
  readonly fingerprint: string;
  /** The same for every login of one app. */
  readonly client: string;
}

const minuteMs = 60_000;
const waitMs = { first: 15 * minuteMs, longest: 240 * minuteMs, locked: 60 * minuteMs };
/** A refusal that ended longer ago does not lengthen the next wait: a daily run still counts the one before it. */
const rememberedMs = 1_440 * minuteMs;

export function loginIdOf({ tenantId, baseUrl, ringCxUrl, clientId, clientSecret, jwt }: LoginValues): LoginId {
  const fingerprint = sha256(JSON.stringify([baseUrl, ringCxUrl, clientId, clientSecret, jwt]));
  return { tenantId, fingerprint, client: sha256(clientId) };
}

/** Whether the account is locked, which concerns every login of the app. */
export function isLock({ code }: Pick<Rejection, "code">): boolean {
  return code === "OAU-147" || code === "OAU-148";
}

/** How a refusal is remembered, after what was known of the login before. */
export function rejectionAfter(
  known: readonly Rejection[],
  { code, now }: { readonly code: string; readonly now: Date },
): Rejection {
  const recent = known.filter(({ until }) => Date.parse(until) + rememberedMs > now.getTime());
  const count = Math.max(0, ...recent.map((one) => one.count)) + 1;
  const wait = isLock({ code }) ? waitMs.locked : Math.min(waitMs.first * 2 ** (count - 1), waitMs.longest);
  return { code, at: now.toISOString(), until: new Date(now.getTime() + wait).toISOString(), count };
}

/** When the record of a refusal may be deleted. */
export function forgottenAt({ until }: Rejection): Date {
  return new Date(Date.parse(until) + rememberedMs);
}

/** The refusal that keeps a login from being sent now: of several the one that lasts longest. */
export function blockingRejection(known: readonly Rejection[], now: Date): Rejection | undefined {
  const at = now.toISOString();
  return known.filter(({ until }) => until > at).sort((a, b) => (a.until < b.until ? 1 : -1))[0];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
