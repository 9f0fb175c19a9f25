import type { TenantId } from "#shared/domain/ids.ts";
import type { HandmadeUser, RosterAdditions } from "#shared/ports/roster-additions.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** Adds users to the roster table by hand (design 3.3). */
export class DynamoDbRosterAdditions implements RosterAdditions {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async add(
    tenantId: TenantId,
    user: HandmadeUser,
    { by, at }: { readonly by: string; readonly at: string },
  ): Promise<"added" | "taken"> {
    const bookkeeping = { version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by };
    const item = { ...user, tenantId, ...bookkeeping };
    const written = await this.#table.put(item, { expression: "attribute_not_exists(#userId)" });
    return written === "written" ? "added" : "taken";
  }
}
