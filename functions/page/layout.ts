import type { LimitWait } from "#shared/adapters/http/limit-waits.ts";
import { isHeld, type Lease } from "#shared/domain/run/run.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { readButton } from "./action.ts";
import { type Html, html } from "./html.ts";
import { messageBox } from "./message.ts";
import type { View } from "./page-event.ts";
import { style } from "./style.ts";
import type { Target } from "./target.ts";

/** What every view says at its top. */
export interface Standing {
  /** The run that is going on, if one is. */
  readonly lease?: Lease;
  /** ISO 8601; absent when none is planned. */
  readonly nextRunAt?: string;
  /** What keeps alarms and alerts from being heard. */
  readonly alertFaults: readonly string[];
}

const tabs = [
  ["settings", "Settings"],
  ["runs", "Runs"],
  ["people", "People"],
  ["check", "Test connection"],
] as const;

interface Answer {
  readonly view: View;
  readonly standing: Standing;
  /** That held the answer up. */
  readonly waits: readonly LimitWait[];
  readonly content: Html;
}

/** The whole content of the widget. */
export function layout({ view, standing, waits, content }: Answer, place: Target): string {
  const current = view === "run" ? "runs" : view;
  const buttons = tabs.map(([name, label]) =>
    readButton({ label, payload: { view: name }, ...(name === current ? { isCurrent: true as const } : {}) }, place),
  );
  const theme = place.viewer.theme === "dark" ? "usync dark" : "usync";
  return html`${style}<div class="cwdb-no-default-styles ${theme}" lang="en"><nav aria-label="User Sync">${buttons}</nav>${standingView(standing, place)}${alertsView(standing)}${waitsView(waits)}${content}</div>`
    .text;
}

/** Says in which view the viewer is, so that a refresh of the dashboard comes back to it. */
export function hiddenView(view: View): Html {
  return html`<input type="hidden" name="view" value="${view}">`;
}

function standingView({ lease, nextRunAt }: Standing, { now, tenantId }: Target): Html {
  const tenant = tenantId === "default" ? "" : `Tenant ${tenantId}. `;
  if (isHeld(lease, now.toISOString())) {
    const { phase, done, total } = lease.progress;
    const progress = total > 0 ? `${phase}, ${done} of ${total}` : phase;
    return html`<p role="status">${tenant}<strong>A run is going on</strong> since ${formatInstant(lease.since)}: ${progress}. Refresh to see how far it is.</p>`;
  }
  const next =
    nextRunAt === undefined ? "No run is planned." : `The next run is planned for ${formatInstant(nextRunAt)}.`;
  return html`<p>${tenant}${next}</p>`;
}

function alertsView({ alertFaults }: Standing): readonly Html[] {
  return alertFaults.map((fault) => messageBox({ kind: "bad", text: fault }));
}

function waitsView(waits: readonly LimitWait[]): Html | undefined {
  if (waits.length === 0) return undefined;
  const words = waits.map(({ limit, waitMs }) => `${Math.round(waitMs / 1_000)} s for ${limit}`);
  return html`<p role="status">The answer had to wait ${words.join(" and ")}.</p>`;
}
