import { composePage } from "#functions/composition.ts";
import type { Runtime } from "#functions/runtime.ts";
import type { PageEnvironment } from "#shared/config/environment.ts";
import { type RunId, runId as runIdOf } from "#shared/domain/ids.ts";
import { type Check, checkConnection } from "#shared/operator/check-connection.ts";
import { personStories } from "#shared/operator/explain.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { checkView } from "./check-view.ts";
import { description } from "./description.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { loadRun, loadRuns, readStanding } from "./load-runs.ts";
import { loadSubAccounts } from "./load-sub-accounts.ts";
import { messageBox } from "./message.ts";
import type { PagePorts } from "./page-context.ts";
import { type PageContext, readingDeadline } from "./page-context.ts";
import {
  asksForDescription,
  type PageEvent,
  parsePageEvent,
  runIdPattern,
  type Texts,
  type View,
  views,
} from "./page-event.ts";
import { peopleView } from "./people-view.ts";
import { runView } from "./run-view.ts";
import { runsView } from "./runs-view.ts";
import { loadSettings } from "./settings-state.ts";
import { settingsView } from "./settings-view.ts";
import type { ApproveTarget, SaveTarget } from "./target.ts";
import { changedTexts, seenIn } from "./typed-texts.ts";
import { withoutFailing } from "./without-failing.ts";

const maxStories = 5;
type PageTarget = SaveTarget & ApproveTarget;

interface Request {
  readonly event: PageEvent;
  readonly place: PageTarget;
  readonly deadline: Deadline;
}

/** The function that shows the page, with its adapters and its logger, which is never given an event. */
export function createPageFunction(environment: PageEnvironment, runtime: Runtime) {
  return makePageHandler(composePage(environment, runtime), {
    saveArn: environment.saveFunctionArn,
    approveArn: environment.approveFunctionArn,
  });
}

/** Makes the function that shows the page. It changes nothing, and answers with HTML whatever happens. */
export function makePageHandler(ports: PagePorts, arns: Pick<PageTarget, "saveArn" | "approveArn">) {
  return async (raw: unknown, context: PageContext): Promise<string> => {
    if (asksForDescription(raw)) return description;
    return withoutFailing(ports.telemetry, async () => {
      ports.takeWaits();
      const event = parsePageEvent(raw);
      const { tenantId, viewer } = event;
      const place = { tenantId, pageArn: context.invokedFunctionArn, ...arns, viewer, now: ports.clock.now() };
      const view = viewOf(event);
      const [standing, content] = await Promise.all([
        readStanding(tenantId, ports),
        contentOf(view, { request: { event, place, deadline: readingDeadline(context) }, ports }),
      ]);
      return layout({ view, standing, waits: ports.takeWaits(), content }, place);
    });
  };
}

/** The view that was asked for, or, at a refresh of the dashboard, the one that is shown. */
function viewOf({ view, forms }: PageEvent): View {
  return view ?? views.find((one) => one === forms["view"]) ?? "settings";
}

async function contentOf(
  view: View,
  { request, ports }: { readonly request: Request; readonly ports: PagePorts },
): Promise<Html> {
  const { event, place, deadline } = request;
  const { tenantId } = event;
  // A refresh brings a view back; what asks RingCentral does so only when somebody presses its button.
  const isAsked = event.view !== undefined;
  switch (view) {
    case "settings":
      return settings(request, ports);
    case "runs":
      return runsView({ state: await loadRuns(tenantId, ports) }, place);
    case "run": {
      const runId = event.runId ?? runIdIn(event.forms);
      const state = runId === undefined ? undefined : await loadRun({ tenantId, runId }, ports);
      return state === undefined
        ? html`<h2>Run</h2>${messageBox({ kind: "warn", text: "There is no such run." })}`
        : runView({ state }, place);
    }
    case "people": {
      const who = (event.forms["who"] ?? "").slice(0, 256);
      if (!isAsked || who.trim() === "") return peopleView({ who }, place);
      const result = await personStories({ tenantId, who, deadline, max: maxStories }, ports);
      return peopleView({ who, result }, place);
    }
    case "check": {
      if (!isAsked) return checkView(undefined, place);
      const occasion = { kind: event.corrected === undefined ? "press" : "press-again" } as const;
      return checkView(await checksOf({ tenantId, deadline, occasion }, ports), place);
    }
  }
}

async function checksOf(request: Parameters<typeof checkConnection>[0], ports: PagePorts): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for await (const check of checkConnection(request, ports)) checks.push(check);
  return checks;
}

async function settings({ event, place, deadline }: Request, ports: PagePorts): Promise<Html> {
  const { tenantId, forms } = event;
  const typed = event.typed ?? typedIn(event, forms);
  const state = await loadSettings({ tenantId, typed }, ports);
  if (event.list === undefined) return settingsView({ state }, place);
  const tried = await loadSubAccounts({ tenantId, deadline }, ports);
  if (tried.kind === "accepted") return settingsView({ state: { ...state, subAccounts: tried.subAccounts } }, place);
  return settingsView(
    { state, message: { kind: "bad", text: `The sub-accounts cannot be listed. ${tried.why}` } },
    place,
  );
}

/** What stands typed in the form, at a refresh and where only a part of it is asked for. */
function typedIn({ view, list }: PageEvent, forms: Texts): Texts {
  const seen = seenIn(forms);
  const isFresh = view === "settings" && list === undefined;
  return isFresh || seen === undefined ? {} : changedTexts(forms, seen);
}

function runIdIn(forms: Texts): RunId | undefined {
  const text = forms["runId"] ?? "";
  return runIdPattern.test(text) ? runIdOf(text) : undefined;
}
