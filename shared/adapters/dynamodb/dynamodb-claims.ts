import type { Claim, Claims } from "#shared/ports/claims.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";
import { expiresAfter, lookupKey } from "./work-item.ts";

/** Entries `claim#<name>` of the work table. */
export class DynamoDbClaims implements Claims {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
    this.#clock = options.clock;
  }

  async claim(claim: Claim, ms: number): Promise<string | undefined> {
    const now = this.#clock.now();
    const until = new Date(now.getTime() + ms);
    const written = await this.#table.put(
      { ...keyOf(claim), until: until.toISOString(), ...expiresAfter(until) },
      { expression: "attribute_not_exists(#entry) OR #until <= :now", values: { ":now": now.toISOString() } },
    );
    if (written === "written") return undefined;
    const item = await this.#table.get(keyOf(claim));
    // Given up between the two calls: it is free from now on, and the next one gets it.
    return typeof item?.until === "string" ? item.until : now.toISOString();
  }

  async release(claim: Claim): Promise<void> {
    await this.#table.delete(keyOf(claim), { expression: "attribute_exists(#entry)" });
  }
}

function keyOf({ tenantId, name }: Claim) {
  return lookupKey(tenantId, `claim#${name}`);
}
