import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import { type DirectoryView, type Human, isComplete } from "./directory-view.ts";
import { Emptied } from "./emptied.ts";
import { works } from "./human-at-work.ts";
import { keptPlaces, type Stays } from "./kept-places.ts";
import type { Past } from "./past.ts";
import { attributesOf, keyOf, partsOf, type Wish } from "./risky-parts.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";

/** The value of an attribute of which the oracle does not want to say anything. */
export const unsaid = Symbol("unsaid");

/** What has to be true of a user in the end: these attributes, or nothing that the oracle wants to say. */
export type Wanted = Item | "anything";

/** What an undisturbed run in apply mode leads to, written from design 3 and 4 about humans, not about records. */
export interface Expectation {
  readonly users: ReadonlyMap<string, Wanted>;
  /** Users whom the run may create for humans about whom the oracle does not say anything. */
  readonly mayAppear: (userId: string) => boolean;
  /** `undefined` where it hangs on what the oracle does not know. */
  readonly status: "succeeded" | "partial" | "held" | "failed" | undefined;
  /** The list of what is held afterwards; `undefined` where the oracle does not know it. */
  readonly held: HeldList | undefined;
  /** Users and newcomers of whom it knows what happens, and of whom not. */
  readonly judged: number;
  readonly open: number;
}

/** Parts of changes, as `<userId> <family>`. */
export interface HeldList {
  readonly must: ReadonlySet<string>;
  readonly may: ReadonlySet<string>;
}

export interface Question {
  readonly view: DirectoryView;
  readonly settings: Settings;
  readonly roster: readonly Item[];
  readonly past: Past;
}

export interface Judging {
  readonly wishes: readonly Wish[];
  readonly users: Map<string, Wanted>;
  readonly open: number;
  /** People left as they are because somebody has to look. */
  readonly conflicts: number;
  readonly mayAppear: ReadonlySet<string>;
  /** Of a linked user: whether the settings let the sync touch it. */
  readonly isManaged: (user: Item) => boolean;
  readonly userOf: (human: Human) => Item | undefined;
  /** Users of whom nothing is decided in this run. */
  readonly stays: Stays;
  readonly question: Question;
}

/** Applies the safeguards (design 4.5) to the wishes. */
export function judged(judging: Judging): Expectation {
  const { wishes, users, open, conflicts, mayAppear, isManaged, userOf, question } = judging;
  const { view, settings, roster, past } = question;
  const people = view.humans.filter((human) => works(human, { view, settings, user: userOf(human) ?? {} }));
  const inScope = people.length;
  const managed = roster.filter((user) => user["sourceId"] !== undefined && isManaged(user));
  const isEmpty = inScope === 0 && isComplete(view) && managed.some(({ status }) => status === "Active");
  if (isEmpty || (open > 0 && inScope <= open)) return emptySource(judging, isEmpty);
  const emptied = new Emptied(wishes, { view, settings, open });
  const sentences = sentencesOf(wishes, { managed, inScope, open, emptied, question });
  const must = new Set<string>();
  const may = new Set<string>();
  const uncertain = new Set<string>();
  for (const wish of wishes) {
    const own = sentences.filter((sentence) => sentence.wish === wish);
    for (const { part, end } of own) {
      if (end === "held") must.add(keyOf(wish, part));
      if (end === "open") may.add(keyOf(wish, part));
    }
    const wanted = afterwards(wish, { sentences: own, emptied });
    if (wanted === "anything") uncertain.add(wish.userId);
    if (wanted !== undefined && (wanted !== "anything" || wish.before !== undefined)) users.set(wish.userId, wanted);
  }
  const places = keptPlaces(judging);
  for (const key of places.must) must.add(key);
  for (const key of places.may) may.add(key);
  const isMany = conflicts > 5 && conflicts > inScope / 10;
  const otherwise = !isComplete(view) || isMany ? "partial" : "succeeded";
  const status = must.size > 0 ? "held" : may.size > 0 || open > 0 ? undefined : otherwise;
  return {
    users,
    mayAppear: (userId) => mayAppear.has(userId) || uncertain.has(userId),
    status,
    held: open > 0 ? undefined : { must, may },
    judged: wishes.length,
    open: open + uncertain.size + (past.isSettlingIn === undefined ? 1 : 0),
  };
}

interface Sentenced {
  readonly sentences: readonly Sentence[];
  readonly emptied: Emptied;
}

/** The user after a wish of which parts may be held; `undefined`: as before, or still nobody. */
function afterwards(wish: Wish, { sentences, emptied }: Sentenced): Wanted | undefined {
  const isWhole = wish.how !== "own";
  const isUncertain = sentences.some(({ end }) => end === "open");
  if (isWhole && isUncertain) return "anything";
  if (isWhole) return sentences.some(({ end }) => end !== "applied") ? undefined : wish.after;
  const before = wish.before ?? {};
  const after: Record<string, unknown> = { ...wish.after };
  for (const { part, end, isOfEmptiedScope } of sentences) {
    if (end === "applied" || part.family === "create" || part.family === "link" || part.family === "deactivate")
      continue;
    for (const name of attributesOf[part.family]) {
      after[name] = end === "open" ? unsaid : before[name];
    }
    // Of an emptied scope where the user was seen the role alone is held, so that the next run knows it, too.
    if (part.family === "role" && (emptied.scopeOf(wish) || isOfEmptiedScope)) {
      after["scopes"] = end === "held" && isOfEmptiedScope ? before["scopes"] : unsaid;
    }
    // What was seen is not noted for names that are held.
    if (part.family === "profile") after["seen"] = unsaid;
  }
  return after;
}

/** Nobody in scope: the run fails and applies nothing, unless somebody has decided about its list. */
function emptySource({ question, wishes, users, open, mayAppear }: Judging, isEmpty: boolean): Expectation {
  const { roster, past } = question;
  const rest = { judged: 0, open: open + 1 };
  if (isEmpty && open === 0 && past.decided.length === 0) {
    const must = new Set(wishes.flatMap((wish) => partsOf(wish, past).map((part) => keyOf(wish, part))));
    const held = { must, may: new Set(past.held.map((entry) => keyOf(entry, entry))) };
    return { users, mayAppear: () => false, status: "failed" as const, held, ...rest };
  }
  const anything = new Map(roster.map((user) => [String(user["userId"]), "anything" as const]));
  return {
    users: anything,
    mayAppear: (userId) => !isEmpty || mayAppear.has(userId),
    status: undefined,
    held: undefined,
    ...rest,
  };
}
