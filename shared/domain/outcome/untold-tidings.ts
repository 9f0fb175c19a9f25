import type { RunRecord } from "#shared/domain/run/run.ts";
import { maxListedIds, type RunAlert } from "./alert.ts";
import { failureAlerts } from "./failure-alerts.ts";
import type { Findings, UserEvent } from "./findings.ts";
import { administratorsAlert, linkedAlert } from "./news-alerts.ts";
import type { Gathered, Notices, Untold } from "./notices.ts";
import type { Tiding } from "./tiding.ts";

/** Failures of this run, and messages of earlier runs that could not be sent. */
export function messageTidings(run: RunRecord, late: readonly RunAlert[] = []): readonly Tiding[] {
  const failures = failureAlerts(run);
  const codes = new Set(failures.map(({ code }) => code));
  return [
    ...late.filter(({ code }) => !codes.has(code)).map((alert) => ({ alert: lateAlert(alert), untold: keep(alert) })),
    ...failures.map((alert) => ({ alert, untold: keep(alert) })),
  ];
}

function lateAlert(alert: RunAlert): RunAlert {
  const late = `This message is late: it could not be sent when run ${alert.runId} ended. See what happened since with "user-sync runs".`;
  return { ...alert, message: `${late}\n${alert.message}` };
}

/** Remembers an alert as it is, so that the next run sends it; the latest one of its code. */
export function keep(alert: RunAlert): (notices: Notices) => Notices {
  return (notices) => {
    const others = notices.untold?.messages?.filter(({ code }) => code !== alert.code) ?? [];
    return { ...notices, untold: { ...notices.untold, messages: [...others, alert] } };
  };
}

/** What happened to users in this run, with what could not be told of earlier ones. */
export function eventTidings(
  run: RunRecord,
  { findings, untold = {} }: { readonly findings: Findings; readonly untold: Untold | undefined },
): readonly Tiding[] {
  const administrators = gathered(untold.newAdministrators, findings.newAdministrators);
  const linked = gathered(untold.linked, findings.linked);
  return [
    ...(administrators === undefined
      ? []
      : [{ alert: administratorsAlert(run, administrators), untold: later({ newAdministrators: administrators }) }]),
    ...(linked === undefined ? [] : [{ alert: linkedAlert(run, linked), untold: later({ linked }) }]),
  ];
}

function later(events: Untold): (notices: Notices) => Notices {
  return (notices) => ({ ...notices, untold: { ...notices.untold, ...events } });
}

function gathered(before: Gathered | undefined, events: readonly UserEvent[]): Gathered | undefined {
  if (events.length === 0) return before;
  const { userIds = [], count = 0, runIds = [] } = before ?? {};
  const known = new Set(userIds);
  const fresh = [...new Set(events.map(({ userId }) => userId))].filter((userId) => !known.has(userId));
  return {
    userIds: [...userIds, ...fresh].slice(0, maxListedIds),
    count: count + fresh.length,
    runIds: [...new Set([...runIds, ...events.map(({ runId }) => runId)])].slice(-maxListedIds),
  };
}
