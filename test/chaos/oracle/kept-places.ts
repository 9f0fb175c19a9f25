import { isComplete } from "./directory-view.ts";
import type { HeldList, Judging } from "./judge-wishes.ts";
import { isAbout, keyOf, partsOf } from "./risky-parts.ts";

/** Why nothing is decided about a user in this run; whoever is not named is looked at. */
export type Stays = ReadonlyMap<string, "frozen" | "excluded" | "conflict" | "open">;

/** Who was on the held list, is not looked at in this run, and keeps their place in it (design 4.5). */
export function keptPlaces({ wishes, stays, question: { past, view } }: Judging): HeldList {
  const must = new Set<string>();
  const may = new Set<string>();
  for (const entry of past.held) {
    const isPlanned = wishes.some((wish) => partsOf(wish, past).some((part) => isAbout(entry, { wish, part })));
    if (isPlanned) continue;
    const why = stays.get(entry.userId);
    const isDecided = past.decided.some(({ approved, refused }) =>
      [...approved, ...refused].some((other) => keyOf(other, other) === keyOf(entry, entry)),
    );
    if (why === "open" || (why !== undefined && isDecided)) may.add(keyOf(entry, entry));
    else if (why !== undefined) must.add(keyOf(entry, entry));
    // What a list that was not read would say of a role or of a newcomer is not known.
    else if (!isComplete(view)) may.add(keyOf(entry, entry));
  }
  return { must, may };
}
