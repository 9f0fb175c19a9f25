import { composePageSave } from "#functions/composition.ts";
import { description } from "#functions/page/description.ts";
import { layout } from "#functions/page/layout.ts";
import { readStanding } from "#functions/page/load-runs.ts";
import { identityOf, type PageContext, readingDeadline } from "#functions/page/page-context.ts";
import { asksForDescription } from "#functions/page/page-event.ts";
import { withoutFailing } from "#functions/page/without-failing.ts";
import type { Runtime } from "#functions/runtime.ts";
import type { PageSaveEnvironment } from "#shared/config/environment.ts";
import { logMessage } from "#shared/names.ts";
import { parseSaveEvent } from "./save-event.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";
import { saveSettingsForm } from "./save-settings-form.ts";
import { startFromPage } from "./start-from-page.ts";
import { stopFromPage } from "./stop-from-page.ts";
import { storeSecrets } from "./store-secrets.ts";

/** The function that saves for the page, with its adapters and its logger, which is never given an event. */
export function createPageSaveFunction(environment: PageSaveEnvironment, runtime: Runtime) {
  return makePageSaveHandler(composePageSave(environment, runtime));
}

/** Makes the function that saves for the page. It answers with HTML whatever happens. */
export function makePageSaveHandler(ports: SavePorts) {
  return async (raw: unknown, context: PageContext): Promise<string> => {
    if (asksForDescription(raw)) return description;
    return withoutFailing(ports.telemetry, async () => {
      ports.takeWaits();
      const event = parseSaveEvent(raw);
      const { tenantId, viewer, pageArn, action } = event;
      const saveArn = context.invokedFunctionArn;
      const place = { tenantId, pageArn, saveArn, viewer, now: ports.clock.now() };
      const onBehalf = { tenantId, by: identityOf(context) };
      const { view, content, result } = await answerTo(
        { event, place, onBehalf, deadline: readingDeadline(context) },
        ports,
      );
      ports.telemetry.note("info", logMessage.pageSaved, {
        tenant_id: tenantId,
        action,
        result,
        request_id: context.awsRequestId,
      });
      const standing = await readStanding(tenantId, ports);
      return layout({ view, standing, waits: ports.takeWaits(), content }, place);
    });
  };
}

function answerTo(request: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  switch (request.event.action) {
    case "save":
    case "save-confirmed":
      return saveSettingsForm(request, ports);
    case "store-secrets":
      return storeSecrets(request, ports);
    case "run":
    case "dry-run":
      return startFromPage(request, ports);
    case "stop":
      return stopFromPage(request, ports);
  }
}
