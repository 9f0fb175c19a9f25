import { composePageApprove } from "#functions/composition.ts";
import { description } from "#functions/page/description.ts";
import { layout } from "#functions/page/layout.ts";
import { readStanding } from "#functions/page/load-runs.ts";
import { identityOf, type PageContext } from "#functions/page/page-context.ts";
import { asksForDescription } from "#functions/page/page-event.ts";
import { withoutFailing } from "#functions/page/without-failing.ts";
import type { Runtime } from "#functions/runtime.ts";
import type { FunctionEnvironment } from "#shared/config/environment.ts";
import { logMessage } from "#shared/names.ts";
import { parseApproveEvent } from "./approve-event.ts";
import type { ApprovePorts } from "./approve-request.ts";
import { decide } from "./decide.ts";

/** The function that approves for the page, with its adapters and its logger, which is never given an event. */
export function createPageApproveFunction(environment: FunctionEnvironment, runtime: Runtime) {
  return makePageApproveHandler(composePageApprove(environment, runtime));
}

/** Makes the function that approves for the page. It answers with HTML whatever happens. */
export function makePageApproveHandler(ports: ApprovePorts) {
  return async (raw: unknown, context: PageContext): Promise<string> => {
    if (asksForDescription(raw)) return description;
    return withoutFailing(ports.telemetry, async () => {
      const event = parseApproveEvent(raw);
      const { tenantId, viewer, pageArn, action } = event;
      const approveArn = context.invokedFunctionArn;
      const place = { tenantId, pageArn, approveArn, viewer, now: ports.clock.now() };
      const onBehalf = { tenantId, by: identityOf(context) };
      const { content, result } = await decide({ event, place, onBehalf }, ports);
      ports.telemetry.note("info", logMessage.pageDecided, {
        tenant_id: tenantId,
        action,
        result,
        request_id: context.awsRequestId,
      });
      const standing = await readStanding(tenantId, ports);
      return layout({ view: "run", standing, waits: [], content }, place);
    });
  };
}
