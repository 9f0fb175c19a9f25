import { isLock, type LoginId, type Rejection } from "#shared/domain/directory/rejection.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Rejections, StoredPresses } from "#shared/ports/rejections.ts";

/** Refused logins in memory. */
export class FakeRejections implements Rejections {
  readonly #rejections = new Map<string, Rejection>();
  readonly #presses = new Map<TenantId, StoredPresses>();

  async find(login: LoginId): Promise<readonly Rejection[]> {
    return keysOf(login).flatMap((key) => this.#rejections.get(key) ?? []);
  }

  async remember(login: LoginId, rejection: Rejection): Promise<void> {
    const [own, lock] = keysOf(login);
    this.#rejections.set(isLock(rejection) ? lock : own, rejection);
  }

  async forget(login: LoginId): Promise<void> {
    for (const key of keysOf(login)) this.#rejections.delete(key);
  }

  async presses(tenantId: TenantId): Promise<StoredPresses> {
    return this.#storedPresses(tenantId);
  }

  async writePresses(tenantId: TenantId, { presses, version }: StoredPresses): Promise<"written" | "refused"> {
    if (this.#storedPresses(tenantId).version !== version) return "refused";
    this.#presses.set(tenantId, { presses, version: version + 1 });
    return "written";
  }

  #storedPresses(tenantId: TenantId): StoredPresses {
    return this.#presses.get(tenantId) ?? { presses: [], version: 0 };
  }
}

function keysOf({ tenantId, fingerprint, client }: LoginId): readonly [string, string] {
  return [`${tenantId} ${fingerprint}`, `${tenantId} client ${client}`];
}
