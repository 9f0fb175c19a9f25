import { randomUUID } from "node:crypto";
import type { TenantId } from "#shared/domain/ids.ts";
import type { Clock } from "#shared/ports/clock.ts";
import { type Nonces, nonceMinutes } from "#shared/ports/nonces.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";
import { controlKey, expiresAfter } from "./work-item.ts";

/** Entries `nonce#<random>` of the work table. */
export class DynamoDbNonces implements Nonces {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async issue(tenantId: TenantId, boundTo: string): Promise<string> {
    const nonce = randomUUID();
    const until = new Date(this.#clock.now().getTime() + nonceMinutes * 60_000);
    await this.#table.put({ ...keyOf(tenantId, nonce), boundTo, until: until.toISOString(), ...expiresAfter(until) });
    return nonce;
  }

  async redeem(tenantId: TenantId, { nonce, boundTo }: Parameters<Nonces["redeem"]>[1]): Promise<boolean> {
    const deleted = await this.#table.delete(keyOf(tenantId, nonce), {
      expression: "#boundTo = :boundTo AND #until > :now",
      values: { ":boundTo": boundTo, ":now": this.#clock.now().toISOString() },
    });
    return deleted === "written";
  }
}

function keyOf(tenantId: TenantId, nonce: string) {
  return controlKey(tenantId, `nonce#${nonce}`);
}
