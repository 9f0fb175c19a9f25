import type { Outcome } from "../outcome.ts";
import { confirmed, openPopup } from "./dialogs.ts";
import { formFields } from "./form-fields.ts";
import { invokeFunction } from "./invoke-function.ts";
import { sanitised } from "./sanitised.ts";
import { bindActions, type WidgetAction } from "./widget-action.ts";
import { type WidgetFacts, widgetContext } from "./widget-context.ts";

type Place = "popup" | "widget";

/** The custom widget: shows what its function answers, and does what the answer's `<cwdb-action>` elements say. */
export class Widget {
  readonly #content: HTMLElement;
  readonly #endpoint: string;
  readonly #facts: WidgetFacts;
  #popup: HTMLDialogElement | undefined;
  #calls = 0;

  constructor(content: HTMLElement, facts: WidgetFacts & { readonly endpoint: string }) {
    this.#content = content;
    this.#endpoint = facts.endpoint;
    this.#facts = facts;
    // A form that were sent off would replace the whole dashboard.
    content.addEventListener("submit", (event) => event.preventDefault());
  }

  /** What the dashboard does when it opens and at every refresh. */
  async refresh(): Promise<void> {
    await this.#call({ endpoint: this.#endpoint, params: this.#facts.params, display: "widget" });
  }

  /** Asks the function for its documentation. */
  async describe(): Promise<void> {
    await this.#call({ endpoint: this.#endpoint, params: { describe: true }, display: "popup" });
  }

  async #act({ action, display, confirmation, endpoint, content }: WidgetAction): Promise<void> {
    if (confirmation !== undefined && !(await confirmed(confirmation))) return;
    if (action === "html") this.#showHtml(content, display);
    else await this.#call({ endpoint, params: parametersOf(content), display });
  }

  async #call({ endpoint, params, display }: { endpoint: string; params: object; display: Place }): Promise<void> {
    this.#calls += 1;
    const call = this.#calls;
    const forms = { all: formFields(this.#popup?.open ? [this.#content, this.#popup] : [this.#content]) };
    this.#content.ariaBusy = "true";
    const context = { ...widgetContext(this.#content, this.#facts), forms };
    const outcome = await invokeFunction(endpoint, { ...params, widgetContext: context });
    // Of two calls at once the later one's answer stays.
    if (call !== this.#calls) return;
    this.#content.ariaBusy = "false";
    this.#showOutcome(outcome, display);
    this.#content.dataset["answers"] = String(call);
  }

  #showOutcome(outcome: Outcome, display: Place): void {
    if (outcome.kind === "error") this.#show(errorBox(outcome), display);
    else if (typeof outcome.answer === "string") this.#showHtml(outcome.answer, display);
    else this.#show(plainText(outcome.answer), display);
  }

  #showHtml(html: string, display: Place): void {
    const { content, removed } = sanitised(html);
    this.#content.dataset["removed"] = String(removed);
    bindActions(content, (action) => void this.#act(action));
    this.#show(content, display);
  }

  #show(content: Node, display: Place): void {
    this.#popup?.close();
    this.#popup = undefined;
    if (display === "popup") this.#popup = openPopup(content);
    else this.#content.replaceChildren(content);
  }
}

function parametersOf(json: string): object {
  return json === "" ? {} : (JSON.parse(json) as object);
}

function errorBox({ name, message }: { readonly name: string; readonly message: string }): HTMLElement {
  const box = document.createElement("div");
  box.className = "console-error";
  box.role = "alert";
  const heading = document.createElement("strong");
  heading.textContent = name;
  box.append(heading, document.createElement("br"), message);
  return box;
}

/** Markdown is shown as it is written, JSON indented. */
function plainText(answer: unknown): HTMLElement {
  const { markdown } = { ...(answer as { readonly markdown?: unknown }) };
  const text = document.createElement("pre");
  text.textContent = typeof markdown === "string" ? markdown : JSON.stringify(answer, undefined, 2);
  return text;
}
