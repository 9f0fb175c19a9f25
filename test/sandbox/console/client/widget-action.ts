/** What a `<cwdb-action>` asks for, its defaults filled in. */
export interface WidgetAction {
  readonly action: "call" | "html";
  readonly display: "popup" | "widget";
  readonly confirmation: string | undefined;
  /** ARN of the function, of a call only. */
  readonly endpoint: string;
  /** The parameters in JSON, or HTML. */
  readonly content: string;
}

/** Makes every `<cwdb-action>` below `root` the behaviour of the element right before it. */
export function bindActions(root: ParentNode, act: (action: WidgetAction) => void): void {
  for (const element of root.querySelectorAll("cwdb-action")) {
    const action = actionOf(element);
    const event = element.getAttribute("event") ?? "click";
    if (!["click", "dblclick", "mouseenter"].includes(event)) continue;
    // As documented: merely passing over something calls no function.
    if (event === "mouseenter" && action.action === "call") continue;
    element.previousElementSibling?.addEventListener(event, (happened) => {
      happened.preventDefault();
      act(action);
    });
  }
}

function actionOf(element: Element): WidgetAction {
  const action = element.getAttribute("action") === "call" ? "call" : "html";
  return {
    action,
    display: element.getAttribute("display") === "popup" ? "popup" : "widget",
    confirmation: element.getAttribute("confirmation") ?? undefined,
    endpoint: element.getAttribute("endpoint") ?? "",
    content: (action === "call" ? element.textContent : element.innerHTML).trim(),
  };
}
