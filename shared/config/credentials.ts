import type { TenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { secretPlaceholder } from "#shared/names.ts";

interface SecretPlace {
  readonly tenantId: TenantId;
  /** Id of the secret, for the message. */
  readonly secretId: string;
}

const keys = ["clientSecret", "jwt"] as const;
const msPerDay = 86_400_000;

/**
 * The credentials in a tenant's secret (design 3.2), white space at their ends removed.
 * @throws SECRETS_MISSING naming the secret and the keys that are missing, never a value
 */
export function parseCredentials(
  secretText: string | undefined,
  place: SecretPlace,
): { readonly clientSecret: string; readonly jwt: string } {
  if (secretText === undefined || secretText.trim() === "") throw missing(place, "does not exist or is empty", keys);
  if (secretText.trim() === secretPlaceholder) throw missing(place, "still holds the placeholder", keys);
  const secret = objectOf(secretText);
  if (secret === undefined) throw missing(place, "is not a JSON object", keys);
  const [clientSecret, jwt] = keys.map((key) => usable(secret, key));
  if (clientSecret !== undefined && jwt !== undefined) return { clientSecret, jwt };
  const without = keys.filter((key) => usable(secret, key) === undefined);
  throw missing(place, `has no value (or still the placeholder) for ${without.join(" and ")}`, without);
}

/** Days until a JWT ends, rounded down, negative once it has ended; `undefined` when it does not say. */
export function jwtDaysLeft(jwt: string, now: Date): number | undefined {
  const [, claims = ""] = jwt.split(".");
  const exp = objectOf(Buffer.from(claims, "base64url").toString("utf8"))?.exp;
  const days = typeof exp === "number" ? Math.floor((exp * 1000 - now.getTime()) / msPerDay) : undefined;
  return Number.isSafeInteger(days) ? days : undefined;
}

function usable(secret: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(secret, key) ? secret[key] : undefined;
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" || text === secretPlaceholder ? undefined : text;
}

function objectOf(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    // The parser's message quotes the text, which is a secret: it goes no further.
    return undefined;
  }
}

function missing({ tenantId, secretId }: SecretPlace, what: string, without: readonly string[]): SyncError {
  return new SyncError(
    "SECRETS_MISSING",
    `The secret ${secretId} of tenant ${tenantId} ${what}. Store {"clientSecret": "...", "jwt": "..."} in it.`,
    { details: { secretId, missing: without } },
  );
}
