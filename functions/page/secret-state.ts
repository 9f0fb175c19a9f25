import { parseCredentials } from "#shared/config/credentials.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { ReadOnlyPorts } from "#shared/operator/operator-ports.ts";

/** Whether the secrets are there, without them. */
export interface SecretState {
  readonly clientSecret: "set" | "missing";
  /** `unusable`: what is stored is no JWT. */
  readonly jwt: "set" | "missing" | "unusable";
  /** Absent where the JWT does not say when it ends. */
  readonly jwtDaysLeft?: number;
}

export async function secretState(
  tenantId: TenantId,
  { secrets, clock }: Pick<ReadOnlyPorts, "secrets" | "clock">,
): Promise<SecretState> {
  const text = await secrets.read(tenantId);
  try {
    const { jwt } = parseCredentials(text, { tenantId, secretId: secrets.idOf(tenantId) });
    const daysLeft = jwtDaysLeft(jwt, clock.now());
    return { clientSecret: "set", jwt: "set", ...(daysLeft === undefined ? {} : { jwtDaysLeft: daysLeft }) };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const missing = error.details["missing"] as readonly string[];
    return {
      clientSecret: missing.includes("clientSecret") ? "missing" : "set",
      jwt: missing.includes("jwt") ? "missing" : missing.length === 0 ? "unusable" : "set",
    };
  }
}
