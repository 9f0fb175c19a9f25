import { countOfUsers, formatCannotDecide, formatHeldDecision, formatProposal } from "#functions/format/format-held.ts";
import { approveButton, readButton } from "#functions/page/action.ts";
import { isConfirmed, nonceFor, notConfirmed } from "#functions/page/confirm/two-presses.ts";
import { type Html, html } from "#functions/page/html.ts";
import { hiddenView } from "#functions/page/layout.ts";
import { loadRun } from "#functions/page/load-runs.ts";
import { type Message, messageBox } from "#functions/page/message.ts";
import { heldTable, maxHeldHere, type RunState, runView } from "#functions/page/run-view.ts";
import { isRefusing } from "#shared/domain/safeguards/which-decision.ts";
import { type ProposedHeldDecision, proposeHeldDecision, storeHeldDecision } from "#shared/operator/held-list.ts";
import type { ApproveAnswer, ApprovePorts, ApproveRequest } from "./approve-request.ts";

/** Shows a decision about what a run holds, and stores it once that is confirmed. */
export async function decide(request: ApproveRequest, ports: ApprovePorts): Promise<ApproveAnswer> {
  const { tenantId, runId } = request.event;
  const state = runId === undefined ? undefined : await loadRun({ tenantId, runId }, ports);
  if (state === undefined) {
    const message = messageBox({ kind: "bad", text: "There is no such run. Nothing was decided." });
    return { content: html`<h2>Run</h2>${message}`, result: "unknown run" };
  }
  return request.event.action === "reopen" ? reopen(request, state, ports) : decideHeld(request, state, ports);
}

async function decideHeld(request: ApproveRequest, state: RunState, ports: ApprovePorts): Promise<ApproveAnswer> {
  const { event, place, onBehalf } = request;
  const { tenantId, nonce } = event;
  const { list } = state;
  const answer = (text: string, result: string): ApproveAnswer => ({
    content: runView({ state, message: { kind: "bad", text: `${text} Nothing was decided.` } }, place),
    result,
  });
  if (list.held.length > maxHeldHere) return answer(`More than ${maxHeldHere} changes are held.`, "too many");
  const only = event.only ?? event.forms["only"] ?? "";
  const ids = only.split(/[,;\s]/).filter((id) => id !== "");
  const kind = event.action === "approve" ? "approval" : "refusal";
  const proposed = proposeHeldDecision({ kind, list, ...(ids.length === 0 ? {} : { only: ids }) });
  if (proposed.kind !== "proposed") return answer(formatCannotDecide(proposed, list.run.runId), proposed.kind);

  const confirmable = { tenantId, action: event.action, facts: proposed.decision };
  const show = async (message?: Message): Promise<ApproveAnswer> => {
    const shown = { proposed, only, state, nonce: await nonceFor(confirmable, ports) };
    return { content: confirmView(shown, place, message), result: "shown" };
  };
  if (nonce === "") return show();
  const count = countOfUsers(proposed.named);
  const typed = event.forms["count"]?.trim() ?? "";
  if (kind === "approval" && typed !== String(count)) {
    const what = typed === "" ? "No number was typed" : "The number that was typed is another one";
    return show({ kind: "bad", text: `${what}: ${count} would be approved. Nothing was decided.` });
  }
  if (!(await isConfirmed({ ...confirmable, nonce }, ports))) return show({ kind: "bad", text: notConfirmed });
  const stored = await storeHeldDecision(proposed, onBehalf, ports);
  if (stored.kind === "used") return answer(formatCannotDecide(stored, list.run.runId), "used");
  return decided(request, { kind: "good", text: wordsFor(kind, state) }, ports);
}

function wordsFor(kind: "approval" | "refusal", { list: { run } }: RunState): string {
  if (kind === "refusal") return "Refused.";
  return run.undoOf === undefined
    ? "Approved. The next run applies it; Run now starts one."
    : `Approved. Undo the same run again to apply it: npx user-sync undo ${run.undoOf}`;
}

interface ShownProposal {
  readonly proposed: ProposedHeldDecision;
  readonly only: string;
  readonly state: RunState;
  readonly nonce: string;
}

/** Whom a decision is about and what it does, to be confirmed. */
function confirmView(
  { proposed, only, state, nonce }: ShownProposal,
  place: ApproveRequest["place"],
  message: Message | undefined,
): Html {
  const { decision, named } = proposed;
  const { runId } = decision;
  const isApproval = decision.kind === "approval";
  const word = isApproval ? "Approve" : "Refuse";
  const users = new Map(state.roster.map((user) => [user.userId, user]));
  const before = formatHeldDecision(state.list, place.now);
  const payload = { action: word.toLowerCase(), runId, only, nonce };
  return html`<h2>${word} this?</h2>${message === undefined ? undefined : messageBox(message)}
<form method="dialog">${hiddenView("run")}<input type="hidden" name="runId" value="${runId}">
${heldTable({ caption: isApproval ? "Would be approved" : "Would be refused", held: named, users })}
${formatProposal(proposed).map((words) => html`<p>${words}</p>`)}
<p>Nothing has been decided yet.${before === undefined ? undefined : ` ${before} This would take its place.`}</p>
${isApproval ? countField : undefined}${approveButton({ label: word, look: "primary", payload }, place)}${backButton(runId, place)}</form>`;
}

const countField = html`<div class="field"><label for="usync-count">Number of users to approve</label><p class="help" id="usync-count-help">Look at the list, then type how many users it has.</p><input type="text" class="short" inputmode="numeric" id="usync-count" name="count" value="" autocomplete="off" aria-describedby="usync-count-help"></div>`;

function backButton(runId: string, place: ApproveRequest["place"]): Html {
  return readButton({ label: "Back to the run", payload: { view: "run", runId } }, place);
}

async function reopen(request: ApproveRequest, state: RunState, ports: ApprovePorts): Promise<ApproveAnswer> {
  const { event, place } = request;
  const { tenantId, nonce, action } = event;
  const { list } = state;
  const { runId } = list.run;
  const { decision } = list;
  if (decision === undefined || decision === "void" || !isRefusing(decision)) {
    const text = "Nothing of this list is refused: nothing was taken back.";
    return { content: runView({ state, message: { kind: "warn", text } }, place), result: "nothing refused" };
  }
  const confirmable = { tenantId, action, facts: { runId, kind: decision.kind, at: decision.at } };
  if (!(await isConfirmed({ ...confirmable, nonce }, ports))) {
    const payload = { action, runId, nonce: await nonceFor(confirmable, ports) };
    const content = html`<h2>Take the refusal back?</h2>${nonce === "" ? undefined : messageBox({ kind: "bad", text: notConfirmed })}
<form method="dialog">${hiddenView("run")}<input type="hidden" name="runId" value="${runId}">
<p>${formatHeldDecision(list, place.now)}</p><p>The next run asks again about what is refused; what is approved stays approved.</p>
${approveButton({ label: "Take the refusal back", look: "primary", payload }, place)}${backButton(runId, place)}</form>`;
    return { content, result: "shown" };
  }
  const reopened = await ports.approvals.reopen(tenantId, runId);
  return reopened === "nothing"
    ? decided(request, { kind: "bad", text: "Somebody else has decided meanwhile: nothing was taken back." }, ports)
    : decided(request, { kind: "good", text: "Taken back: the next run asks again." }, ports);
}

/** The run as it stands after a decision. */
async function decided(
  { event, place }: ApproveRequest,
  message: Message,
  ports: ApprovePorts,
): Promise<ApproveAnswer> {
  const { tenantId, runId, action } = event;
  const state = runId === undefined ? undefined : await loadRun({ tenantId, runId }, ports);
  const now = ports.clock.now();
  const content = state === undefined ? messageBox(message) : runView({ state, message }, { ...place, now });
  return { content, result: message.kind === "good" ? action : "lost" };
}
