/** Facts about the widget that come with the dashboard's page, as attributes of its element. */
export interface WidgetFacts {
  readonly title: string;
  readonly accountId: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const dayMs = 86_400_000;

/** The `widgetContext` of a call: everything but the forms that the documentation lists. */
export function widgetContext(content: HTMLElement, { title, accountId, params }: WidgetFacts) {
  const end = Date.now();
  return {
    dashboardName: document.querySelector("h1")?.textContent ?? "",
    widgetId: "widget-16",
    accountId,
    locale: "en",
    timezone: chosenTimezone(),
    period: 300,
    isAutoPeriod: true,
    timeRange: { mode: "relative", start: end - dayMs, end, relativeStart: dayMs },
    theme: document.documentElement.dataset["theme"],
    linkCharts: true,
    title,
    params,
    width: content.clientWidth,
    height: content.clientHeight,
  };
}

function chosenTimezone() {
  const { value } = document.querySelector("#timezone") as HTMLSelectElement;
  const offsetInMinutes = value === "UTC" ? 0 : -new Date().getTimezoneOffset();
  const sign = offsetInMinutes < 0 ? "-" : "+";
  const [hours, minutes] = [Math.floor(Math.abs(offsetInMinutes) / 60), Math.abs(offsetInMinutes) % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return { label: value, offsetISO: `${sign}${two(hours)}:${two(minutes)}`, offsetInMinutes };
}
