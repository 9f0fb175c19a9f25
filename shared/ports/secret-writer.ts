import type { TenantId } from "#shared/domain/ids.ts";

/** Stores a tenant's secret for a person. */
export interface SecretWriter {
  /** Adds a version to the secret, which is created where there is none. The text is kept nowhere else. */
  write(tenantId: TenantId, text: string): Promise<void>;
}
