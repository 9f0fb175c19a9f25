import { createHash } from "node:crypto";
import { formatChange, formatGroup, formatWhy, inGroups } from "#functions/format/format-change.ts";
import { runFacts } from "#functions/format/format-run.ts";
import { nameOf } from "#functions/format/format-value.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { approvalHours, type HeldList } from "#shared/operator/held-list.ts";
import type { NumberedChange } from "#shared/ports/history.ts";
import { readButton, saveButton } from "./action.ts";
import { type Html, html, personText } from "./html.ts";
import { hiddenView } from "./layout.ts";
import { type Message, messageBox } from "./message.ts";
import { factTable, table } from "./table.ts";
import type { Target } from "./target.ts";

/** Changes shown of one run; the command line has all. */
const maxChanges = 500;
/** A held list that is longer cannot be looked at here, and so not approved here. */
export const maxHeldHere = 1_000;

export interface RunState {
  readonly list: HeldList;
  readonly changes: readonly NumberedChange[];
  /** For the names of those who are in the roster. */
  readonly roster: readonly RosterUser[];
}

/** One run: what it came to, whom it holds, and every change with its reason. */
export function runView(
  { state, message }: { readonly state: RunState; readonly message?: Message },
  place: Target,
): Html {
  const { list, changes, roster } = state;
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
  runFacts(run).map(([name, says]) => [name, says]),
)}
${reasons.length === 0 ? undefined : html`<h3>Reasons</h3><ul>${reasons}</ul>`}
${heldView({ list, users }, place)}</form>
${changesView({ runId: run.runId, changes, users })}`;
}

/** Says whom a held list is about: an approval names it. */
export function heldVersion({ held }: Pick<HeldList, "held">): string {
  const ids = held.map(({ record }) => record.userId).sort();
  return createHash("sha256").update(JSON.stringify(ids)).digest("hex");
}

function heldView(
  { list, users }: { readonly list: HeldList; readonly users: ReadonlyMap<string, RosterUser> },
  place: Target,
): Html | undefined {
  const { held, run, approval } = list;
  if (held.length === 0) return undefined;
  if (held.length > maxHeldHere) {
    return html`<h3>Held for approval</h3><p>This run holds ${held.length} changes, more than the ${maxHeldHere} that can be looked at here. Approve them with <code>npx user-sync approve ${run.runId}</code>.</p>`;
  }
  const rows = held.map(({ record }) => {
    const user = users.get(record.userId);
    const email = user?.email ?? record.after.email ?? "";
    return [
      personText(nameOf(user) ?? nameOf(record.after) ?? record.userId),
      record.userId,
      personText(email),
      changeWords(record),
      record.reason,
    ];
  });
  return html`<h3>Held for approval</h3>
${table({ caption: `Held: ${held.length}`, columns: ["Name", "User", "E-mail", "What", "Why"], rows })}
${approveForm(list, place)}${approval === undefined ? undefined : approvalWords(approval)}`;
}

function approvalWords(approval: NonNullable<HeldList["approval"]>): Html {
  const { userIds, approvedBy, approvedAt, validUntil, usedBy } = approval;
  const end = usedBy === undefined ? `valid until ${formatInstant(validUntil)}` : `used by run ${usedBy}`;
  return html`<p>Approved for ${userIds.length} users by ${approvedBy} at ${formatInstant(approvedAt)}, ${end}.</p>`;
}

function approveForm(list: HeldList, place: Target): Html | undefined {
  const { run, approval } = list;
  if (run.finishedAt === undefined || approval?.usedBy !== undefined) return undefined;
  const button = saveButton(
    {
      label: "Approve",
      look: "primary",
      payload: { action: "approve", runId: run.runId, version: heldVersion(list) },
    },
    place,
  );
  return html`<div class="field"><label for="usync-count">Number of users to approve</label><p class="help" id="usync-count-help">Look at the list, then type how many users it has. The approval is for these very users, and the next run within ${approvalHours} hours that still plans the same applies it.</p><input type="text" class="short" inputmode="numeric" id="usync-count" name="count" value="" autocomplete="off" aria-describedby="usync-count-help"></div>${button}`;
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
