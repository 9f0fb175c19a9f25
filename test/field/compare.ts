import type { ExpectedCheck, ExpectedOutcome, ExpectedRun, ExpectedWizard } from "./expected.ts";
import type { Item } from "./field-stage.ts";
import type { PlayedCheck, PlayedRun, PlayedSync, PlayedWizard } from "./play.ts";

/** What was found and what is expected, in one form; `told` is where words were looked for. */
export interface Comparison {
  readonly found: unknown;
  readonly wanted: unknown;
  readonly told: string;
}

export function compareSync(played: PlayedSync, expected: ExpectedOutcome): Comparison {
  return {
    found: {
      runs: played.runs.map((run, index) => foundRun(run, expected.runs[index])),
      roster: foundRoster(played, expected.roster),
    },
    wanted: { runs: expected.runs.map(wantedRun), roster: wantedRoster(played, expected.roster) },
    told: played.runs.map(({ record }) => JSON.stringify(record.reasons)).join("\n"),
  };
}

export function compareCheck({ checks, asked }: PlayedCheck, expected: ExpectedCheck): Comparison {
  const broken = checks.filter(({ link, outcome }) => isAboutRingCentral(link) && /^(failed|unknown)$/.test(outcome));
  const told = broken.map((check) => check.told).join("\n");
  const holds = broken.every(({ outcome }) => outcome !== "failed");
  return {
    found: { holds, ...foundWords([told], expected), calls: foundCalls(asked, expected) },
    wanted: { holds: expected.holds, ...everyWord, calls: expected.calls },
    told,
  };
}

export function compareWizard({ accepted, told, asked }: PlayedWizard, expected: ExpectedWizard): Comparison {
  return {
    found: { accepted, ...foundWords([told], expected), calls: foundCalls(asked, expected) },
    wanted: { accepted: expected.accepted, ...everyWord, calls: expected.calls },
    told,
  };
}

/** Not what comes after a run, which nobody has started here. */
function isAboutRingCentral(link: string): boolean {
  return !["schedule", "last run", "roster"].includes(link);
}

const everyWord = { missing: [], unwanted: [], private: [] };

/** E-mails, secrets and tokens, which belong into no message, whatever RingCentral has answered. */
const privateWords = /[\w.+]@[\w.]+|a-client-secret|e30\.e30\S*|a-platform-token|a-ringcx-token|a-refresh-token/g;

/** Each text by itself has to say what is expected. */
function foundWords(
  texts: readonly string[],
  { says, saysNot }: { readonly says: readonly string[]; readonly saysNot: readonly string[] },
) {
  const isSaid = (text: string) => (pattern: string) => new RegExp(pattern, "is").test(text);
  return {
    missing: texts.flatMap((text) => says.filter((pattern) => !isSaid(text)(pattern))),
    unwanted: texts.flatMap((text) => saysNot.filter(isSaid(text))),
    private: texts.flatMap((text) => text.match(privateWords) ?? []),
  };
}

function foundCalls(asked: PlayedRun["asked"], { calls }: { readonly calls: Readonly<Record<string, number>> }) {
  return Object.fromEntries(Object.keys(calls).map((what) => [what, asked.get(what)?.length ?? 0]));
}

function foundRun({ record, changes, alerts, asked }: PlayedRun, expected: ExpectedRun | undefined): unknown {
  if (expected === undefined) return "a run that was not expected";
  const { unchanged: _, ...counts } = record.changes;
  const reasons = record.reasons.map(({ message, details }) => `${message} ${JSON.stringify(details)}`).join("\n");
  const ids = (outcome: string, name: "sourceId" | "userId") =>
    changes.filter((change) => change["outcome"] === outcome).map((change) => change[name]);
  return {
    status: record.status,
    reasons: [...new Set(record.reasons.map(({ code }) => code))].sort(),
    ...foundWords(record.status === "failed" ? [reasons, ...alerts] : [reasons], expected),
    changes: withoutZeros(counts),
    conflicts: ids("conflict", "sourceId").sort(),
    held: ids("held", "userId").sort(),
    calls: foundCalls(asked, expected),
    tooSoon: Object.entries(expected.pauseSeconds).flatMap(([what, seconds]) =>
      (asked.get(what) ?? []).filter((at, index, all) => at - (all[index - 1] ?? 0) < seconds * 1000).map(() => what),
    ),
  };
}

function wantedRun({ status, reasons, changes, conflicts, held, calls }: ExpectedRun): unknown {
  return {
    status,
    reasons: reasons.toSorted(),
    ...everyWord,
    changes: withoutZeros(changes),
    conflicts: conflicts.toSorted(),
    held: held.toSorted(),
    calls,
    tooSoon: [],
  };
}

function withoutZeros(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** What stays where nothing is said of it. Bookkeeping, which runs may bring up to date, is not among it. */
const attributes = ["firstName", "lastName", "email", "role", "status", "activityId", "sourceId"];

type Said = ExpectedOutcome["roster"];

function foundRoster({ before, after }: PlayedSync, said: Said): unknown {
  const users = [...after].map(([id, user]) => {
    const looked = before.has(id) ? [...attributes, ...Object.keys(said[id] ?? {})] : Object.keys(said[id] ?? {});
    return [id, said[id] === undefined && !before.has(id) ? "a user who was not expected" : only(looked, user)];
  });
  return Object.fromEntries(users);
}

function wantedRoster({ before }: PlayedSync, said: Said): unknown {
  const asBefore = [...before].map(([id, user]) => [id, { ...only(attributes, user), ...said[id] }]);
  return { ...said, ...Object.fromEntries(asBefore) };
}

function only(names: readonly string[], user: Item): Item {
  return Object.fromEntries(names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]])));
}
