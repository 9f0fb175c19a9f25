import type { TenantId } from "#shared/domain/ids.ts";

export interface SecretStore {
  /** The id of the tenant's secret, for messages. */
  idOf(tenantId: TenantId): string;
  /** The secret's text, or `undefined` where there is no such secret or no value in it. */
  read(tenantId: TenantId): Promise<string | undefined>;
  /** Ids of the secret's versions, sorted: they change when the secret does. Reads no secret value. */
  versionIds(tenantId: TenantId): Promise<readonly string[]>;
}

/** The secrets with those that people store. */
export interface OperatorSecretStore extends SecretStore {
  /** Adds a version to the secret, which is created where there is none. The text is kept nowhere else. */
  write(tenantId: TenantId, text: string): Promise<void>;
}
