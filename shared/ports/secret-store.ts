import type { TenantId } from "#shared/domain/ids.ts";

export interface SecretStore {
  /** The secret's text, or `undefined` where there is no such secret or no value in it. */
  read(tenantId: TenantId): Promise<string | undefined>;
  /** Ids of the secret's versions, sorted: they change when the secret does. Reads no secret value. */
  versionIds(tenantId: TenantId): Promise<readonly string[]>;
}
