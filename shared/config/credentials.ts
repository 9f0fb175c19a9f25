import type { TenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { secretPlaceholder } from "#shared/names.ts";
import { type JwtIssue, jwtFormIssue, jwtIssue } from "./jwt-issue.ts";
import { pasted } from "./pasted-text.ts";

interface SecretPlace {
  readonly tenantId: TenantId;
  /** Id of the secret, for the message. */
  readonly secretId: string;
}

const keys = ["clientSecret", "jwt"] as const;
const advice = 'Store {"clientSecret": "...", "jwt": "..."} in it.';

/**
 * The credentials in a tenant's secret (design 3.2), without what copying leaves around the text and its values.
 * @throws SECRETS_MISSING naming the secret and what is missing or is no JWT, never a value
 */
export function parseCredentials(
  secretText: string | undefined,
  place: SecretPlace,
): { readonly clientSecret: string; readonly jwt: string } {
  if (secretText === undefined || pasted(secretText) === "") throw missing(place, "does not exist or is empty", keys);
  if (pasted(secretText) === secretPlaceholder) throw missing(place, "still holds the placeholder", keys);
  const secret = objectOf(pasted(secretText));
  if (secret === undefined) throw missing(place, "is not a JSON object", keys);
  const [clientSecret, jwt] = keys.map((key) => usable(secret, key));
  if (clientSecret !== undefined && jwt !== undefined) {
    const issue = jwtFormIssue(jwt);
    if (issue !== undefined) throw unusable(place, issue);
    return { clientSecret, jwt };
  }
  const without = keys.filter((key) => usable(secret, key) === undefined);
  throw missing(place, `has no value (or still the placeholder) for ${without.join(" and ")}`, without);
}

/** @throws SECRETS_MISSING for a JWT that has expired: only a new one helps, so RingCentral is not asked */
export function refuseExpired(jwt: string, { place, now }: { readonly place: SecretPlace; readonly now: Date }): void {
  const issue = jwtIssue(jwt, now);
  if (issue !== undefined) throw unusable(place, issue);
}

function usable(secret: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(secret, key) ? secret[key] : undefined;
  const text = typeof value === "string" ? pasted(value) : "";
  return text === "" || text === secretPlaceholder ? undefined : text;
}

/** Line breaks and tabs that were pasted into a value as they are would be no JSON; between the values they are the same to it. */
function objectOf(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json.replace(/[\r\n\t]/gu, " "));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    // The parser's message quotes the text, which is a secret: it goes no further.
    return undefined;
  }
}

function missing({ tenantId, secretId }: SecretPlace, what: string, without: readonly string[]): SyncError {
  return new SyncError("SECRETS_MISSING", `The secret ${secretId} of tenant ${tenantId} ${what}. ${advice}`, {
    details: { secretId, missing: without, advice },
  });
}

function unusable({ tenantId, secretId }: SecretPlace, issue: JwtIssue): SyncError {
  const words = `The JWT in the secret ${secretId} of tenant ${tenantId} ${issue.what}. ${issue.advice}`;
  return new SyncError("SECRETS_MISSING", words, { details: { secretId, missing: [], advice: issue.advice } });
}
