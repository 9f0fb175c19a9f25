import { parseCredentials, refuseExpired } from "#shared/config/credentials.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { SecretStore } from "#shared/ports/secrets.ts";

interface CredentialsPorts {
  readonly secrets: Pick<SecretStore, "idOf" | "read">;
  readonly clock: Clock;
  /** Hears of a JWT that has expired, too; absent where the JWT does not say when it ends. */
  readonly learn?: (fact: { readonly jwtDaysLeft: number | undefined }) => void;
}

/**
 * The credentials in the tenant's secret.
 * @throws SECRETS_MISSING, also where the JWT is none or has expired
 */
export async function checkedCredentials(
  tenantId: TenantId,
  { secrets, clock, learn }: CredentialsPorts,
): Promise<Credentials> {
  const place = { tenantId, secretId: secrets.idOf(tenantId) };
  const credentials = parseCredentials(await secrets.read(tenantId), place);
  const now = clock.now();
  learn?.({ jwtDaysLeft: jwtDaysLeft(credentials.jwt, now) });
  refuseExpired(credentials.jwt, { place, now });
  return credentials;
}
