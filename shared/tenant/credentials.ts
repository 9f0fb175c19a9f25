import { jwtDaysLeft, parseCredentials } from "#shared/config/credentials.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { SecretStore } from "#shared/ports/secrets.ts";

interface CredentialsPorts {
  readonly secrets: Pick<SecretStore, "idOf" | "read">;
  readonly clock: Clock;
}

/**
 * The credentials in the tenant's secret; `jwtDaysLeft` is absent when the JWT does not say when it ends.
 * @throws SECRETS_MISSING
 */
export async function checkedCredentials(
  tenantId: TenantId,
  { secrets, clock }: CredentialsPorts,
): Promise<Credentials & { jwtDaysLeft: number | undefined }> {
  const place = { tenantId, secretId: secrets.idOf(tenantId) };
  const credentials = parseCredentials(await secrets.read(tenantId), place);
  return { ...credentials, jwtDaysLeft: jwtDaysLeft(credentials.jwt, clock.now()) };
}
