import { html } from "#functions/page/html.ts";
import { loadRun } from "#functions/page/load-runs.ts";
import { type Message, messageBox } from "#functions/page/message.ts";
import { heldVersion, maxHeldHere, type RunState, runView } from "#functions/page/run-view.ts";
import { formatInstant } from "#shared/domain/text.ts";
import { type Approved, approveHeld } from "#shared/operator/held-list.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Approves the held list of a run for whoever typed how many it holds. */
export async function approve(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { event, place } = request;
  const { tenantId, runId } = event;
  const state = runId === undefined ? undefined : await loadRun({ tenantId, runId }, ports);
  if (runId === undefined || state === undefined) {
    const message = messageBox({ kind: "bad", text: "There is no such run. Nothing was approved." });
    return { view: "run", content: html`<h2>Run</h2>${message}`, result: "unknown run" };
  }
  const { message, result } = await approved({ request, state }, ports);
  const shown = (await loadRun({ tenantId, runId }, ports)) ?? state;
  return { view: "run", content: runView({ state: shown, message }, place), result };
}

async function approved(
  { request, state }: { readonly request: SaveRequest; readonly state: RunState },
  ports: SavePorts,
): Promise<{ readonly message: Message; readonly result: string }> {
  const { event, onBehalf } = request;
  const { list } = state;
  const refused = (text: string, result: string) => ({
    message: { kind: "bad" as const, text: `${text} Nothing was approved.` },
    result,
  });
  if (list.held.length > maxHeldHere || list.run.finishedAt === undefined || heldVersion(list) !== event.version) {
    return refused("The held list is not the one that you looked at.", "stale");
  }
  const typed = event.forms["count"]?.trim() ?? "";
  if (typed !== String(list.held.length)) {
    const count = typed === "" ? "No number was typed" : "The number that was typed is not that of the list";
    return refused(`${count}: ${list.held.length} are held.`, "other count");
  }
  const userIds = list.held.map(({ record }) => record.userId);
  return inWords(await approveHeld({ list, userIds, onBehalf }, ports), refused);
}

function inWords(
  approved: Approved,
  refused: (text: string, result: string) => { readonly message: Message; readonly result: string },
): { readonly message: Message; readonly result: string } {
  switch (approved.kind) {
    case "approved": {
      const { userIds, validUntil } = approved.approval;
      const text = `Approved for ${userIds.length} users until ${formatInstant(validUntil)}. The next run applies it; Run now starts one.`;
      return { message: { kind: "good", text }, result: "approved" };
    }
    case "used":
      return refused(`Run ${approved.by ?? "unknown"} has used an approval of this list already.`, "used");
    case "unknown":
      return refused("This run holds nobody.", "nobody held");
    case "too-many":
      return refused(`An approval covers ${approved.most} users at most.`, "too many");
  }
}
