import { Widget } from "./widget.ts";

const element = <Kind extends HTMLElement>(selector: string) => document.querySelector(selector) as Kind;
const content = element("#content");
const { endpoint = "", account: accountId = "", widgetTitle: title = "" } = content.dataset;
// The dashboard's own address stands for its source, where the widget's parameters are written.
const params = Object.fromEntries(new URLSearchParams(location.search));
const widget = new Widget(content, { endpoint, accountId, title, params });

const allowedKey = `allowed ${endpoint}`;
const gate = element("#gate");

function open(): void {
  gate.remove();
  content.hidden = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>("header button, .widget-head button"))
    button.disabled = false;
  element("#refresh").addEventListener("click", () => void widget.refresh());
  element("#describe").addEventListener("click", () => void widget.describe());
  element("#timezone").addEventListener("change", () => void widget.refresh());
  void widget.refresh();
}

element("#theme").addEventListener("change", (event) => {
  document.documentElement.dataset["theme"] = (event.target as HTMLSelectElement).value;
  if (!content.hidden) void widget.refresh();
});
element("#allow-once").addEventListener("click", open);
element("#allow-always").addEventListener("click", () => {
  localStorage.setItem(allowedKey, "always");
  open();
});
if (localStorage.getItem(allowedKey) === "always") open();
