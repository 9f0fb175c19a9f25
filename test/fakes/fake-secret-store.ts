import type { TenantId } from "#shared/domain/ids.ts";
import type { OperatorSecretStore } from "#shared/ports/secrets.ts";

/** Secrets in memory. */
export class FakeSecretStore implements OperatorSecretStore {
  readonly #texts = new Map<TenantId, string>();
  readonly #versions = new Map<TenantId, readonly string[]>();

  /** Stores a new version; like the real one, it tells of the newest two only. */
  put(tenantId: TenantId, text: string): void {
    const versions = this.#versions.get(tenantId) ?? [];
    this.#texts.set(tenantId, text);
    this.#versions.set(tenantId, [...versions, `version-${crypto.randomUUID()}`].slice(-2));
  }

  idOf(tenantId: TenantId): string {
    return `user-sync/test/${tenantId}`;
  }

  async read(tenantId: TenantId): Promise<string | undefined> {
    const text = this.#texts.get(tenantId);
    return text === "" ? undefined : text;
  }

  async versionIds(tenantId: TenantId): Promise<readonly string[]> {
    return (this.#versions.get(tenantId) ?? []).toSorted();
  }

  async write(tenantId: TenantId, text: string): Promise<void> {
    this.put(tenantId, text);
  }
}
