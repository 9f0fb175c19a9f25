import { isDeepStrictEqual } from "node:util";
import type { TenantId, UserId } from "#shared/domain/ids.ts";
import { runId } from "#shared/domain/ids.ts";
import { attributes, changeableAttributes } from "#shared/domain/plan/attributes.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { Profile, RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { HandmadeUser, OperatorRoster, WriteStamp } from "#shared/ports/roster.ts";

/** A user as stored: what the sync reads, its bookkeeping, and whatever else the item has. */
export type StoredUser = RosterUser & Readonly<Record<string, unknown>>;

/** A roster in memory. */
export class FakeRoster implements OperatorRoster {
  readonly #tenants = new Map<TenantId, Map<UserId, StoredUser>>();
  /** Changes that were applied, in order. */
  readonly applied: Change[] = [];
  /** May throw, for a write that never reaches the store. */
  beforeWrite: (change: Change) => void | Promise<void> = () => undefined;
  /** May throw, for a write that is made and whose answer is lost. */
  afterWrite: (change: Change) => void | Promise<void> = () => undefined;

  /** Sets a user as somebody else would: whole, other attributes included, its version not raised. */
  put(tenantId: TenantId, user: RosterUser): void {
    this.#users(tenantId).set(user.userId, structuredClone(user) as StoredUser);
  }

  /** The whole item, bookkeeping included. */
  stored(tenantId: TenantId, userId: UserId): StoredUser | undefined {
    return this.#users(tenantId).get(userId);
  }

  async list(tenantId: TenantId): Promise<readonly RosterUser[]> {
    const users = Array.from(this.#users(tenantId).values()).sort((a, b) => (a.userId < b.userId ? -1 : 1));
    return users.map(rosterUserOf);
  }

  async get(tenantId: TenantId, userId: UserId): Promise<RosterUser | undefined> {
    const user = this.#users(tenantId).get(userId);
    return user === undefined ? undefined : rosterUserOf(user);
  }

  async write(change: Change, stamp: WriteStamp): Promise<"applied" | "conflict"> {
    await this.beforeWrite(change);
    const users = this.#users(stamp.tenantId);
    const stored = users.get(change.userId);
    const version = change.kind === "create" ? 1 : (change.version ?? 0) + 1;
    const isOurs = stored?.lastRunId === stamp.runId && stored.version === version;
    const isAsRead =
      change.kind === "create" ? stored === undefined : stored !== undefined && isUnchanged(stored, change);
    if (!isAsRead) return isOurs ? "applied" : "conflict";

    const written: Record<string, unknown> = { ...stored, ...structuredClone(change.after), userId: change.userId };
    for (const attribute of changeableAttributes) if (written[attribute] === undefined) delete written[attribute];
    const { at, actor } = stamp;
    if (change.kind === "create") Object.assign(written, { createdAt: at, createdBy: actor });
    Object.assign(written, { version, updatedAt: at, updatedBy: actor, lastRunId: runId(stamp.runId) });
    if (change.kind !== "create" && change.after.status === "Inactive") written["deactivatedAt"] = at;
    if (change.after.status === "Active") delete written["deactivatedAt"];
    users.set(change.userId, written as StoredUser);
    this.applied.push(change);
    await this.afterWrite(change);
    return "applied";
  }

  async add(
    tenantId: TenantId,
    user: HandmadeUser,
    { by, at }: { readonly by: string; readonly at: string },
  ): Promise<"added" | "taken"> {
    const users = this.#users(tenantId);
    if (users.has(user.userId)) return "taken";
    users.set(user.userId, { ...user, version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by });
    return "added";
  }

  #users(tenantId: TenantId): Map<UserId, StoredUser> {
    const users = this.#tenants.get(tenantId) ?? new Map<UserId, StoredUser>();
    this.#tenants.set(tenantId, users);
    return users;
  }
}

function rosterUserOf(stored: StoredUser): RosterUser {
  const user: Record<string, unknown> = { userId: stored.userId, version: stored.version };
  for (const attribute of [...changeableAttributes, "deactivatedAt", "lastRunId"]) {
    if (stored[attribute] !== undefined) user[attribute] = structuredClone(stored[attribute]);
  }
  return user as unknown as RosterUser;
}

function isUnchanged(stored: StoredUser, { before, after, version = 0 }: Change): boolean {
  if (stored.version !== version) return false;
  // A map is nothing that people edit: the version tells.
  const compared = changeableAttributes.filter((name) => attributes[name].holds !== "facts");
  const named = compared.filter((name) => Object.hasOwn(before, name) || Object.hasOwn(after, name));
  return named.every((name) => isSame(stored[name], before[name]));
}

/** Lists are compared without regard to order, absent and empty texts are the same: as in the roster table. */
function isSame(a: Profile[keyof Profile], b: Profile[keyof Profile]): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && b.every((element) => a.includes(element));
  return isDeepStrictEqual(a ?? "", b ?? "");
}
