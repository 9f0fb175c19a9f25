import { formatChange, formatGroup, formatWhy, inGroups } from "#functions/format/format-change.ts";
import {
  formatHeldAs,
  formatHeldChange,
  formatHeldCounts,
  formatHeldDecision,
  protectAdvice,
} from "#functions/format/format-held.ts";
import { runFacts } from "#functions/format/format-run.ts";
import { nameOf } from "#functions/format/format-value.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { isRefusing } from "#shared/domain/safeguards/which-decision.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { formatInstant } from "#shared/domain/text.ts";
import type { HeldList, HeldRecord } from "#shared/operator/held-list.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import { approveButton, readButton } from "./action.ts";
import { type Html, html, personText } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { type Message, messageBox } from "./message.ts";
import { factTable, table } from "./table.ts";
import type { ApproveTarget } from "./target.ts";

/** Changes shown of one run; the command line has all. */
const maxChanges = 500;
/** A held list that is longer cannot be looked at here, and so not approved here. */
export const maxHeldHere = 1_000;

export interface RunState {
  readonly list: HeldList;
  /** What dispatch remembers, where it has seen the tenant. */
  readonly schedule?: ScheduleState;
  readonly changes: readonly NumberedChange[];
  /** For the names of those who are in the roster. */
  readonly roster: readonly RosterUser[];
}

/** One run: what it came to, whom it holds, and every change with its reason. */
export function runView(
  { state, message }: { readonly state: RunState; readonly message?: Message },
  place: ApproveTarget,
): Html {
  const { list, changes, roster, schedule } = state;
  const { run } = list;
  const users = new Map<string, RosterUser>(roster.map((user) => [user.userId, user]));
  const reasons = (run.reasons ?? []).map(
    ({ code, message: says }) => html`<li><strong>${code}</strong>: ${says}</li>`,
  );
  return html`<h2>Run of ${formatInstant(run.startedAt)}</h2>${message === undefined ? undefined : messageBox(message)}
${readButton({ label: "Back to the runs", payload: { view: "runs" } }, place)}
<form method="dialog">${hiddenView("run")}<input type="hidden" name="runId" value="${run.runId}">
${factTable(
  "Facts",
  runFacts({ run, ...(schedule === undefined ? {} : { schedule }) }).map(([name, says]) => [name, says]),
)}
${reasons.length === 0 ? undefined : html`<h3>Reasons</h3><ul>${reasons}</ul>`}
${heldView({ list, users }, place)}</form>
${changesView({ runId: run.runId, changes, users })}`;
}

function heldView(
  { list, users }: { readonly list: HeldList; readonly users: ReadonlyMap<string, RosterUser> },
  place: ApproveTarget,
): Html | undefined {
  const { held, run } = list;
  if (held.length === 0) return undefined;
  const decided = formatHeldDecision(list, place.now);
  const says = decided === undefined ? undefined : html`<p>${decided}</p>`;
  if (held.length > maxHeldHere) {
    return html`<h3>Held</h3>${says}<p>This run holds ${held.length} changes, more than the ${maxHeldHere} that can be looked at here. Decide with <code>npx user-sync approve ${run.runId}</code> or <code>refuse</code>.</p>`;
  }
  return html`<h3>Held</h3>${heldTable({ caption: `Held of ${formatHeldCounts(held)}`, held, users })}
${says}${decideForm(list, place)}`;
}

/** What is held of whom, and as what. */
export function heldTable({
  caption,
  held,
  users,
}: {
  readonly caption: string;
  readonly held: readonly HeldRecord[];
  readonly users: ReadonlyMap<string, RosterUser>;
}): Html {
  const rows = held.map((record) => {
    const user = users.get(record.userId);
    return [
      personText(nameOf(user) ?? nameOf(record.after) ?? record.userId),
      record.userId,
      personText(user?.email ?? record.after.email ?? ""),
      formatHeldAs(record),
      personText(formatHeldChange(record, user)),
      record.reason,
    ];
  });
  const columns = ["Name", "User", "E-mail", "Held as", "What", "Why"];
  const advice = protectAdvice(held);
  return html`${table({ caption, columns, rows })}${advice === undefined ? undefined : html`<p>${advice}</p>`}`;
}

function decideForm({ run, decision }: HeldList, place: ApproveTarget): Html {
  const { runId } = run;
  if (run.mode === "plan")
    return html`<p>This was a dry run, and a dry run's list cannot be approved or refused: start a run, and decide about what that one holds.</p>`;
  const reopen = approveButton({ label: "Take the refusal back…", payload: { action: "reopen", runId } }, place);
  const canReopen = typeof decision === "object" && isRefusing(decision);
  if (run.finishedAt === undefined || (typeof decision === "object" && decision.usedBy !== undefined))
    return html`${canReopen ? reopen : undefined}`;
  return html`<div class="field"><label for="usync-only">Only these users</label><p class="help" id="usync-only-help">Ids from the table with commas between them; empty: the whole list. An approval refuses whom it leaves out. The next step shows what would be decided.</p><input type="text" id="usync-only" name="only" value="" autocomplete="off" spellcheck="false" aria-describedby="usync-only-help"></div>
${approveButton({ label: "Approve…", look: "primary", payload: { action: "approve", runId } }, place)}${approveButton({ label: "Refuse…", payload: { action: "refuse", runId } }, place)}${canReopen ? reopen : undefined}`;
}

function changesView({
  runId,
  changes,
  users,
}: {
  readonly runId: string;
  readonly changes: readonly NumberedChange[];
  readonly users: ReadonlyMap<string, RosterUser>;
}): Html {
  if (changes.length === 0) return html`<h3>Changes</h3><p>No changes.</p>`;
  const rows = inGroups(changes)
    .slice(0, maxChanges)
    .map(({ record }) => {
      const user = record.userId === undefined ? undefined : users.get(record.userId);
      return [
        formatGroup(record),
        record.userId ?? record.sourceId ?? "-",
        personText(nameOf(user) ?? nameOf(record.after) ?? ""),
        changeWords(record),
        formatWhy(record),
      ];
    });
  const more =
    changes.length > maxChanges
      ? html`<p>and ${changes.length - maxChanges} more: <code>npx user-sync show ${runId} --csv</code> has all.</p>`
      : undefined;
  return html`<h3>Changes</h3>${table({ caption: `All changes: ${changes.length}`, columns: ["Change", "User", "Name", "What", "Why"], rows })}${more}`;
}

function changeWords(record: Parameters<typeof formatChange>[0]): Html {
  return personText(formatChange(record));
}
