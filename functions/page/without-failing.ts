import { SyncError } from "#shared/domain/sync-error.ts";
import { logMessage } from "#shared/names.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { errorFacts } from "#shared/tenant/error-facts.ts";
import { html } from "./html.ts";
import { messageBox } from "./message.ts";
import { style } from "./style.ts";

/**
 * The answer, or a page that says why there is none. A rejected call would show the viewer a stack trace; the log has
 * the facts, without what was typed.
 */
export async function withoutFailing(
  telemetry: Pick<Telemetry, "note">,
  answer: () => Promise<string>,
): Promise<string> {
  try {
    return await answer();
  } catch (error) {
    telemetry.note("error", logMessage.pageFailed, errorFacts(error));
    const text = `This cannot be shown: ${wordsFor(error)} Nothing was changed that is not shown as changed. Refresh the widget to go back.`;
    return html`${style}<div class="cwdb-no-default-styles usync" lang="en"><h2>User Sync</h2>${messageBox({ kind: "bad", text })}</div>`
      .text;
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof SyncError) return `${error.code}, ${error.message}.`;
  const name = error instanceof Error ? error.name : "unknown error";
  return `${name}; the log of the function says more.`;
}
