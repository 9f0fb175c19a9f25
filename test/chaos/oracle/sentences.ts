import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { Emptied } from "./emptied.ts";
import { isLowered } from "./emptied.ts";
import type { Question } from "./judge-wishes.ts";
import { heldForLastAdministrator } from "./last-administrator.ts";
import { isKindHeld, type Range } from "./limits.ts";
import { isExempt, type Word, wordAbout } from "./past.ts";
import { type Kind, keyOf, kinds, type Part, partsOf, type Wish } from "./risky-parts.ts";

/** What becomes of a part of a wish. */
export interface Sentence {
  readonly wish: Wish;
  readonly part: Part;
  readonly end: "applied" | "held" | "refused" | "open";
  /** It is held because a scope is emptied or no longer configured. */
  readonly isOfEmptiedScope: boolean;
}

export interface Court {
  /** Users with a link whom the settings let the sync touch, before the run. */
  readonly managed: readonly Item[];
  readonly inScope: number;
  /** People of whom the oracle does not know what happens to them. */
  readonly open: number;
  readonly emptied: Emptied;
  readonly question: Question;
}

interface Accused {
  readonly wish: Wish;
  readonly part: Part;
  readonly word: Word;
  /** It is a create that is neither limited nor counted, or a repair; `undefined` where that is not known. */
  readonly isExempt: boolean | undefined;
}

/** The sentence on every risky part of the wishes. */
export function sentencesOf(wishes: readonly Wish[], court: Court): readonly Sentence[] {
  const { past } = court.question;
  const accused = wishes.flatMap((wish) =>
    partsOf(wish, past).map((part): Accused => {
      const about = { wish, part };
      return { ...about, word: wordAbout(about, past), isExempt: isExempt(about, past) };
    }),
  );
  const heldKinds = new Map(kinds.map((kind) => [kind, kindIn(accused, { kind, wishes, court })]));
  const first = accused.map((one): Sentence => {
    const { wish, part } = one;
    const isOfEmptiedScope =
      one.word !== "approved" && isLowered(wish) && part.family === "role" && court.emptied.scopeOf(wish);
    return { wish, part, end: endOf(one, { heldKinds, court }), isOfEmptiedScope };
  });
  const words = new Map(accused.map(({ wish, part, word }) => [keyOf(wish, part), word]));
  return heldForLastAdministrator(first, { ...court, wishes, words });
}

function endOf(
  { wish, part, word, isExempt }: Accused,
  { heldKinds, court }: { readonly heldKinds: ReadonlyMap<Kind, boolean | undefined>; readonly court: Court },
): Sentence["end"] {
  if (word === "refused" || word === "open") return word;
  if (word === "approved") return "applied";
  if (word === "kept") return isExempt === false ? "held" : "open";
  if (isExempt === true) return "applied";
  const { emptied } = court;
  const losesByList =
    wish.how === "leaves" ? emptied.listOf(wish) : part.family === "role" && isLowered(wish) && emptied.scopeOf(wish);
  const mayLose = wish.how === "leaves" || (part.family === "role" && isLowered(wish));
  const limited = part.kinds.map((kind) => (kind === "link" ? true : heldKinds.get(kind)));
  const isHeld =
    losesByList || limited.includes(true)
      ? true
      : limited.includes(undefined) || (mayLose && !emptied.isCertain)
        ? undefined
        : false;
  if (isHeld === false) return "applied";
  return isHeld === true && isExempt === false ? "held" : "open";
}

interface Counting {
  readonly kind: Kind;
  readonly wishes: readonly Wish[];
  readonly court: Court;
}

function kindIn(accused: readonly Accused[], { kind, wishes, court }: Counting): boolean | undefined {
  const { open, question } = court;
  const ofKind = accused.filter(({ part, isExempt }) => part.kinds.includes(kind) && isExempt !== true);
  const counts = ofKind.filter(({ word }) => word === "free" || word === "kept" || word === "open");
  const isSure = ({ word, isExempt }: Accused) => word !== "open" && isExempt === false;
  const planned = { least: counts.filter(isSure).length, most: counts.length + open };
  const recent = question.past.recent[kind] ?? { least: 0, most: 0 };
  return isKindHeld(kind, { planned, recent, of: baseOf({ kind, wishes, court }), settings: question.settings });
}

/** Whom a kind concerns. */
function baseOf({ kind, wishes, court }: Counting): Range {
  const { managed, inScope, open } = court;
  const linked = wishes.filter(({ how, before }) => how === "given" && before?.["sourceId"] === undefined);
  const isActive = ({ status }: Item) => status === "Active";
  const isHolder = ({ role }: Item) => role === "Administrator";
  const rangeOf = (before: (user: Item) => boolean): Range => {
    const own = managed.filter(before).length;
    // Whether a link counts that is held itself, or makes an inactive user active, is left open.
    const perhaps = linked.filter(({ before: user = {}, after }) => before(user) || before(after)).length;
    return { least: own, most: own + perhaps + open };
  };
  switch (kind) {
    case "deactivate":
    case "profile":
    case "move":
      return rangeOf(isActive);
    case "lose-administrator":
      return rangeOf((user) => isActive(user) && isHolder(user));
    case "gain-administrator": {
      const holders = rangeOf((user) => isActive(user) && isHolder(user));
      return { least: Math.max(holders.least, inScope / 10), most: Math.max(holders.most, (inScope + open) / 10) };
    }
    case "role":
    case "link":
      return { least: inScope, most: inScope + open };
    case "reactivate":
    case "create":
      return rangeOf(() => true);
  }
}
