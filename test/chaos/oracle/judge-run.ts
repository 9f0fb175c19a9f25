import type { Settings } from "#shared/domain/settings/settings.ts";
import type { PlannedRun } from "#test/chaos/world/history.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import { asRead } from "./as-read.ts";
import { checkHeld, checkRoster, checkRosterAmidChange } from "./check-roster.ts";
import { changedHumans, type DirectoryView } from "./directory-view.ts";
import { isAbout } from "./identity.ts";
import { expectedAfter, untouched } from "./oracle.ts";
import type { Past } from "./past.ts";

/** A run that came to its end, and what it began with. */
interface MatchedPerson {
  readonly run: SeenRun;
  readonly meanwhile: PlannedRun["meanwhile"];
  /** The directory at the start of the run, and after every change during it. */
  readonly views: readonly [DirectoryView, ...DirectoryView[]];
  readonly settings: Settings;
  readonly past: Past;
  /** What is on record as held afterwards, as `<userId> <family>`; `undefined` where the run left no list. */
  readonly held: ReadonlySet<string> | undefined;
  /** RingCentral refuses every login. */
  readonly isLoginRefused: boolean;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
}

/** What the oracle had to say, as counts of the report. */
interface Verdict {
  readonly compared: number;
  readonly judged: number;
  readonly open: number;
  readonly amidChange: number;
}

/** Compares what a run in apply mode led to with the oracle's answers. @throws Violation */
export function judgeRun(seen: MatchedPerson): Verdict {
  const { run, meanwhile, views, settings, past, before, after } = seen;
  const expectedOf = (view: DirectoryView) => expectedAfter({ view, settings, roster: before, past });
  const [first] = views;
  if (meanwhile.length === 0) {
    const expected = seen.isLoginRefused ? untouched(before) : expectedOf(first);
    checkRoster({ run, expected, before, after });
    checkHeld(run, { expected, held: seen.held });
    return { compared: 1, judged: expected.judged, open: expected.open, amidChange: 0 };
  }
  const none = { compared: 0, judged: 0, open: 0, amidChange: 0 };
  const isResolved = run.end.kind === "resolved";
  if (!isResolved || seen.isLoginRefused || meanwhile.some(({ event }) => event.in !== "directory")) return none;
  // A list that has gaps in one reading and none in the other concerns everybody.
  if (new Set(views.map((view) => statesOf(view, settings))).size > 1) return none;
  const changed = changedHumans(views);
  const keys = new Set(changed.map(({ key }) => key));
  const unseen = { ...first, humans: first.humans.filter(({ key }) => !keys.has(key)) };
  checkRosterAmidChange({
    run,
    expected: [...views, ...mixturesOf(views, keys)].map(expectedOf),
    unseen: expectedOf(unseen),
    isChanged: (user) => isAbout(user, changed),
    hasGap: views.some(({ readable }) => readable.symmetricDifference(first.readable).size > 0),
    before,
    after,
  });
  return { ...none, amidChange: 1 };
}

function statesOf(view: DirectoryView, settings: Settings): string {
  const { gaps, unread } = asRead(view, settings);
  const isOdd = ({ odd }: DirectoryView["humans"][number]) =>
    [odd.administrator, odd.extension, odd.assignedRoles, ...odd.seats].some((oddity) => oddity !== undefined);
  const ofRecords = view.humans.filter(isOdd).map(({ key }) => key);
  const ofLists = [...gaps, ...[...unread].filter((scope) => !scope.startsWith("sub:"))];
  return JSON.stringify([...ofLists, ...ofRecords].sort());
}

/** Of several people who were changed, a run may have seen one as before and another as after: what it holds hangs on both. */
function mixturesOf([first, ...later]: MatchedPerson["views"], changed: ReadonlySet<string>): readonly DirectoryView[] {
  const last = later.at(-1);
  if (last === undefined || changed.size < 2) return [];
  const [old, young] = [first, last].map(({ humans }) => new Map(humans.map((human) => [human.key, human])));
  const everybody = [...new Set([...first.humans, ...last.humans].map(({ key }) => key))];
  const mixture = (isYoung: (key: string) => boolean): DirectoryView => ({
    ...first,
    humans: everybody.flatMap((key) => (isYoung(key) ? young : old)?.get(key) ?? []),
  });
  return [...changed].flatMap((one) => [mixture((key) => key === one), mixture((key) => key !== one)]);
}
