import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { Word } from "./past.ts";
import { keyOf, type Wish } from "./risky-parts.ts";
import type { Court, Sentence } from "./sentences.ts";

interface Asked extends Court {
  readonly wishes: readonly Wish[];
  readonly words: ReadonlyMap<string, Word>;
}

const isHolder = (user: Item | undefined): boolean => user?.["role"] === "Administrator" && user["status"] === "Active";

/**
 * No run takes away the last active Administrator whom the sync manages, unless somebody has approved that (design 4.5): what
 * would is held, whatever the number.
 */
export function heldForLastAdministrator(sentences: readonly Sentence[], asked: Asked): readonly Sentence[] {
  const { managed, words, open, wishes: all } = asked;
  if (!managed.some(isHolder)) return sentences;
  const byUser = Map.groupBy(sentences, ({ wish }) => wish);
  const wishes = new Map(all.map((wish) => [wish.userId, wish]));
  const staying = managed.filter((user) => isHolder(user) && isHolderAfter(user, { wishes, byUser }) !== "no");
  const sentencesOn = (wish: Wish) => byUser.get(wish) ?? [];
  const coming = all.filter((wish) => {
    const isNew = !isHolder(wish.before) || wish.before?.["sourceId"] === undefined;
    const isPossible = sentencesOn(wish).every(({ end }) => end === "applied" || end === "open");
    return isNew && isHolder(wish.after) && isPossible;
  });
  const isSure =
    managed.some((user) => isHolder(user) && isHolderAfter(user, { wishes, byUser }) === "yes") ||
    coming.some((wish) => sentencesOn(wish).every(({ end }) => end === "applied"));
  if (isSure) return sentences;
  const isPerhaps = staying.length + coming.length > 0 || open > 0;
  return sentences.map((sentence) => {
    const { wish, part, end } = sentence;
    if (end !== "applied" || words.get(keyOf(wish, part)) === "approved") return sentence;
    const isLoss = isHolder(wish.before) && (part.family === "deactivate" || part.kinds.includes("lose-administrator"));
    if (!isLoss) return sentence;
    return { ...sentence, end: isPerhaps ? "open" : "held" };
  });
}

interface Known {
  readonly wishes: ReadonlyMap<string, Wish>;
  readonly byUser: ReadonlyMap<Wish, readonly Sentence[]>;
}

function isHolderAfter(user: Item, { wishes, byUser }: Known): "yes" | "no" | "perhaps" {
  const wish = wishes.get(String(user["userId"]));
  if (wish === undefined) return "yes";
  const losses = (byUser.get(wish) ?? []).filter(
    ({ part }) => part.family === "deactivate" || part.kinds.includes("lose-administrator"),
  );
  if (losses.length === 0) return "yes";
  if (losses.some(({ end }) => end === "open")) return "perhaps";
  return losses.every(({ end }) => end === "applied") ? "no" : "yes";
}
