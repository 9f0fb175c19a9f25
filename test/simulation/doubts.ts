import type { Settings } from "#shared/domain/settings.ts";
import type { DirectoryView, Human } from "./directory-view.ts";
import { address, idsOf, isMeant, isSparedUser, scopesOf } from "./identity.ts";
import type { Item } from "./roster-journal.ts";

/** Humans and users of whom it is not plain who is who: shared addresses, missing or changed ids. */
export class Doubts {
  readonly #humans = new Set<Human>();
  readonly #users = new Set<Item>();
  readonly #humanOf = new Map<unknown, Human>();
  readonly #userOf = new Map<Human, Item>();

  constructor({ humans }: DirectoryView, settings: Settings, roster: readonly Item[]) {
    const ids = new Map(humans.flatMap((human) => idsOf(human).map((id) => [id, human] as const)));
    for (const user of roster) {
      const human = ids.get(String(user["sourceId"]));
      if (human === undefined) continue;
      if (this.#userOf.has(human)) this.#humans.add(human);
      this.#humanOf.set(user["userId"], human);
      this.#userOf.set(human, user);
    }
    const byAddress = new Map<string, (Human | Item)[]>();
    const note = (email: unknown, who: Human | Item) => {
      if (address(email) !== "") byAddress.set(address(email), [...(byAddress.get(address(email)) ?? []), who]);
    };
    for (const human of humans) note(human.email, human);
    for (const user of roster) note(user["email"], user);
    for (const human of humans) {
      const user = this.#userOf.get(human);
      const others = (byAddress.get(address(human.email)) ?? []).filter((who) => who !== human && who !== user);
      const [other, ...more] = others;
      const isAdoption =
        other !== undefined &&
        more.length === 0 &&
        "userId" in other &&
        other["sourceId"] === undefined &&
        user === undefined;
      const isPatterned = [human.email, user?.["email"]].some(
        (email) => address(email) !== "" && !isMeant([address(email)], { ...settings, pilotPeople: [] }),
      );
      const isOutsidePilot =
        settings.pilotPeople.length > 0 && !isMeant([`rc:${human.rcUserId}`, address(human.email)], settings);
      const isSpared = other !== undefined && "userId" in other && isSparedUser(other, settings);
      const isClear = (others.length === 0 || isAdoption) && !isPatterned && !isSpared && !isOutsidePilot;
      // Somebody without a RingCentral user id is known by other ids, which the design joins by address.
      if (!isClear || human.rcUserId === undefined) this.#doubt(human);
    }
    for (const user of roster) {
      const isGone = user["sourceId"] !== undefined && !this.#humanOf.has(user["userId"]);
      const shares = (byAddress.get(address(user["email"])) ?? []).some(
        (who) => who !== user && who !== this.#humanOf.get(user["userId"]),
      );
      if (isGone && (shares || !String(user["sourceId"]).startsWith("rc:"))) this.#users.add(user);
      if (user["sourceId"] !== undefined && scopesOf(user).length === 0) this.#users.add(user);
      if (user["sourceId"] === undefined && shares) {
        const candidates = (byAddress.get(address(user["email"])) ?? []).filter((who) => who !== user);
        if (candidates.some((who) => !("key" in who) || this.#humans.has(who as Human))) this.#users.add(user);
      }
    }
  }

  has(human: Human): boolean {
    return this.#humans.has(human);
  }

  hasUser(user: Item): boolean {
    const human = this.#humanOf.get(user["userId"]);
    return this.#users.has(user) || (human !== undefined && this.#humans.has(human));
  }

  humanOf(user: Item): Human | undefined {
    return this.#humanOf.get(user["userId"]);
  }

  userOf(human: Human): Item | undefined {
    return this.#userOf.get(human);
  }

  #doubt(human: Human): void {
    this.#humans.add(human);
  }
}
