import type { Press } from "#shared/domain/directory/presses.ts";
import { forgottenAt, isLock, type LoginId, type Rejection } from "#shared/domain/directory/rejection.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Rejections, StoredPresses } from "#shared/ports/rejections.ts";
import type { Item } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";
import { expiresAfter, lookupKey } from "./work-item.ts";

const hourMs = 3_600_000;

/** Entries `rejection#...` and `presses` of the work table; no secret can be told from them. */
export class DynamoDbRejections implements Rejections {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async find(login: LoginId): Promise<readonly Rejection[]> {
    const items = await Promise.all(keysOf(login).map((key) => this.#table.get(key)));
    return items.flatMap((item) => (item === undefined ? [] : [rejectionOf(item)]));
  }

  async remember(login: LoginId, rejection: Rejection): Promise<void> {
    const key = isLock(rejection) ? lockKey(login) : ownKey(login);
    await this.#table.put({ ...rejection, ...key, ...expiresAfter(forgottenAt(rejection)) });
  }

  async forget(login: LoginId): Promise<void> {
    const isThere = { expression: "attribute_exists(#entry)" };
    await Promise.all(keysOf(login).map((key) => this.#table.delete(key, isThere)));
  }

  async presses(tenantId: TenantId): Promise<StoredPresses> {
    const item = await this.#table.get(pressesKey(tenantId));
    return item === undefined
      ? { presses: [], version: 0 }
      : { presses: item.presses as readonly Press[], version: Number(item.version) };
  }

  async writePresses(tenantId: TenantId, { presses, version }: StoredPresses): Promise<"written" | "refused"> {
    const expiry = expiresAfter(new Date(this.#clock.now().getTime() + hourMs));
    return await this.#table.put(
      { ...pressesKey(tenantId), presses, version: version + 1, ...expiry },
      { expression: "attribute_not_exists(#entry) OR #version = :version", values: { ":version": version } },
    );
  }
}

function keysOf(login: LoginId) {
  return [ownKey(login), lockKey(login)];
}

function ownKey({ tenantId, fingerprint }: LoginId) {
  return lookupKey(tenantId, `rejection#${fingerprint}`);
}

function lockKey({ tenantId, client }: LoginId) {
  return lookupKey(tenantId, `rejection#client:${client}`);
}

function pressesKey(tenantId: TenantId) {
  return lookupKey(tenantId, "presses");
}

function rejectionOf({ code, at, until, count }: Item): Rejection {
  return { code: String(code), at: String(at), until: String(until), count: Number(count) };
}
