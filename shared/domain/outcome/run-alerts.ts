import type { RunRecord } from "#shared/domain/run/run.ts";
import type { RunAlert } from "./alert.ts";
import type { Findings } from "./findings.ts";
import { newsTidings, stillKnown, weeklyTidings } from "./news-tidings.ts";
import type { Notices } from "./notices.ts";
import { remembered } from "./tiding.ts";
import { eventTidings, messageTidings } from "./untold-tidings.ts";

/** What to tell after a run; what is remembered of it hangs on what SNS takes. */
interface Telling {
  readonly alerts: readonly RunAlert[];
  readonly remembered: (taken: ReadonlySet<RunAlert>) => Notices;
}

/**
 * Decides what to tell after a run: news at once, what waits and an expiring JWT again after a week, never the same
 * thing every night. What SNS does not take is told after the next run. Neither a run that had nothing to do nor a dry
 * run that a person asked for tells anything; one because of the settings is no news either.
 */
export function alertsAfter(
  run: RunRecord,
  { findings, notices }: { readonly findings: Findings; readonly notices: Notices },
): Telling {
  const events = eventTidings(run, { findings, untold: notices.untold });
  if (run.status === "skipped" || findings.isDryRunByHand) {
    // What a killed run did is found out only once, and told by the next run.
    return { alerts: [], remembered: () => remembered(events, { notices, taken: new Set() }) };
  }
  const seen = { run, findings, notices };
  const weekly = weeklyTidings(seen);
  const tidings = [
    ...messageTidings(run, notices.untold?.messages),
    ...events,
    ...(run.mode === "apply" ? newsTidings(seen) : []),
    ...weekly.tidings,
  ];
  const { untold: _, waitingSince: __, ...known } = run.mode === "apply" ? stillKnown(seen) : notices;
  const { waitingSince } = weekly;
  const before = { ...known, ...(waitingSince === undefined ? {} : { waitingSince }) };
  return {
    alerts: tidings.map(({ alert }) => alert),
    remembered: (taken) => remembered(tidings, { notices: before, taken }),
  };
}
