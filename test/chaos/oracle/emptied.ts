import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { DirectoryView } from "./directory-view.ts";
import { scopesOf } from "./identity.ts";
import type { Wish } from "./risky-parts.ts";

/** So many who lose something make a list without any record an emptied one (design 4.1). */
const several = 3;

const powers = ["Agent", "Supervisor", "Scheduler", "Administrator"];

/** Whether an existing user gets a role with less power. */
export function isLowered({ before, after, how }: Wish): boolean {
  if (how === "leaves" || before === undefined) return false;
  return powers.indexOf(String(after["role"])) < powers.indexOf(String(before["role"]));
}

interface Lists {
  readonly view: DirectoryView;
  readonly settings: Settings;
  /** How many more may lose something than is known. */
  readonly open: number;
}

/** Lists whose gaps cost several users at once, and lists that are no longer configured: nothing is believed of them. */
export class Emptied {
  readonly #lists: Lists;
  /** By scope or agent group: how many of those who were last seen there lose something. */
  readonly #losers = new Map<string, number>();

  constructor(wishes: readonly Wish[], lists: Lists) {
    this.#lists = lists;
    for (const wish of wishes) {
      if (wish.how !== "leaves" && !isLowered(wish)) continue;
      for (const list of listsOf(wish)) this.#losers.set(list, (this.#losers.get(list) ?? 0) + 1);
    }
  }

  /** Whether nobody whom the oracle does not know can make the difference. */
  get isCertain(): boolean {
    return [...this.#losers].every(
      ([list, count]) => count >= several || count + this.#lists.open < several || this.#hasRecords(list),
    );
  }

  /** A scope that the user was last seen in is emptied, or no longer configured. */
  scopeOf({ before = {} }: Wish): boolean {
    if (!isManaged(before)) return false;
    return scopesOf(before).some((scope) => this.#isDropped(scope) || this.#isEmptied(scope));
  }

  /** Likewise, or an agent group is. */
  listOf(wish: Wish): boolean {
    return this.scopeOf(wish) || listsOf(wish).some((list) => this.#isEmptied(list));
  }

  #isDropped(scope: string): boolean {
    return scope.startsWith("sub:") && !this.#lists.settings.subAccountIds.includes(scope.slice("sub:".length));
  }

  #isEmptied(list: string): boolean {
    return (this.#losers.get(list) ?? 0) >= several && !this.#hasRecords(list);
  }

  #hasRecords(list: string): boolean {
    const { view, settings } = this.#lists;
    const { humans } = view;
    // Nobody has emptied what is not asked.
    if (list === "ringex")
      return settings.ringExCheck === "off" || humans.some(({ extension }) => extension !== undefined);
    if (list === "main") return humans.some(({ administratorId }) => administratorId !== undefined);
    const isMeant = (subAccountId: string, groupId: number) =>
      list === `sub:${subAccountId}` || list === `${subAccountId}/${groupId}`;
    return humans.some(({ seats }) =>
      seats.some(
        ({ subAccountId, groupId }) =>
          isMeant(subAccountId, groupId) &&
          settings.subAccountIds.includes(subAccountId) &&
          view.readable.has(subAccountId),
      ),
    );
  }
}

/** Where an active user of the sync was last seen. */
function listsOf({ before = {} }: Wish): readonly string[] {
  if (!isManaged(before)) return [];
  const groups = before["groups"];
  return [...scopesOf(before), ...(Array.isArray(groups) ? (groups as readonly string[]) : [])];
}

function isManaged(user: Item): boolean {
  return user["sourceId"] !== undefined && user["status"] === "Active";
}
