import type { TenantId, UserId } from "#shared/domain/ids.ts";
import { changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { Profile, RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { HandmadeUser, OperatorRoster, Roster, WriteStamp } from "#shared/ports/roster.ts";
import { unchangedSince } from "./roster-condition.ts";
import { interned, rosterAttributes, rosterUserOf } from "./roster-item.ts";
import type { Expression, TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** The roster table (design 3.3), written by single conditional writes. */
export class DynamoDbRoster implements Roster {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async list(tenantId: TenantId): Promise<readonly RosterUser[]> {
    const condition = { expression: "#tenantId = :tenantId", values: { ":tenantId": tenantId } };
    const users: RosterUser[] = [];
    const one = interned();
    for await (const page of this.#table.query(condition, { attributes: rosterAttributes })) {
      for (const item of page) users.push(rosterUserOf(item, one));
    }
    return users;
  }

  async get(tenantId: TenantId, userId: UserId): Promise<RosterUser | undefined> {
    const item = await this.#table.get({ tenantId, userId });
    return item === undefined ? undefined : rosterUserOf(item);
  }

  async write(change: Change, stamp: WriteStamp): Promise<"applied" | "conflict"> {
    const written = change.kind === "create" ? await this.#create(change, stamp) : await this.#update(change, stamp);
    if (written === "written") return "applied";
    // Refused: perhaps by our own earlier attempt, whose answer was lost on the way.
    const user = await this.get(stamp.tenantId, change.userId);
    return user?.lastRunId === stamp.runId && user.version === versionAfter(change) ? "applied" : "conflict";
  }

  async #create(change: Change, { tenantId, runId, actor, at }: WriteStamp) {
    const item = {
      tenantId,
      userId: change.userId,
      ...named(change.after),
      version: versionAfter(change),
      createdAt: at,
      createdBy: actor,
      updatedAt: at,
      updatedBy: actor,
      lastRunId: runId,
    };
    return await this.#table.put(item, { expression: "attribute_not_exists(#userId)" });
  }

  async #update(change: Change, { tenantId, runId, actor, at }: WriteStamp) {
    return await this.#table.update(
      { tenantId, userId: change.userId },
      updateOf(change.after, {
        version: versionAfter(change),
        updatedAt: at,
        updatedBy: actor,
        lastRunId: runId,
        ...(change.after.status === "Inactive" ? { deactivatedAt: at } : {}),
      }),
      unchangedSince(change),
    );
  }
}

/** The same table for people, who add users by hand. */
export class DynamoDbOperatorRoster extends DynamoDbRoster implements OperatorRoster {
  readonly #table: Table;

  constructor(options: TableOptions) {
    super(options);
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

function versionAfter({ kind, version = 0 }: Change): number {
  return kind === "create" ? 1 : version + 1;
}

/** The attributes that a user may have, and no others. */
function named(profile: Profile): Profile {
  return Object.fromEntries(changeableAttributes.map((attribute) => [attribute, profile[attribute]]));
}

function updateOf(after: Profile, bookkeeping: Readonly<Record<string, unknown>>): Expression {
  const set: Record<string, unknown> = { ...bookkeeping };
  const remove: string[] = after.status === "Active" ? ["#deactivatedAt"] : [];
  for (const attribute of changeableAttributes) {
    if (!Object.hasOwn(after, attribute)) continue;
    if (after[attribute] === undefined) remove.push(`#${attribute}`);
    else set[attribute] = after[attribute];
  }
  const assignments = Object.keys(set).map((attribute) => `#${attribute} = :after_${attribute}`);
  const values = Object.fromEntries(Object.entries(set).map(([attribute, value]) => [`:after_${attribute}`, value]));
  const removal = remove.length === 0 ? "" : ` REMOVE ${remove.join(", ")}`;
  return { expression: `SET ${assignments.join(", ")}${removal}`, values };
}
