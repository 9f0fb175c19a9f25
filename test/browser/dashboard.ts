import axe from "axe-core";
import type { Browser, BrowserContext, Locator, Page, Request } from "playwright-core";

export interface Look {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** The widget's parameters. */
  readonly params?: Readonly<Record<string, string>>;
}

const height = 900;
const maxTabs = 120;

/** A viewer's window with the dashboard, and what happened in it that must not. */
export class Dashboard {
  readonly page: Page;
  /** Dialogs of the browser, errors of scripts, and requests that left the dashboard's own address. */
  readonly mishaps: string[] = [];
  readonly #context: BrowserContext;

  static async open(browser: Browser, url: string, look: Look = {}): Promise<Dashboard> {
    const { theme = "light", width = 1280, params = {} } = look;
    const context = await browser.newContext({ viewport: { width, height } });
    context.setDefaultTimeout(10_000);
    const dashboard = new Dashboard(context, await context.newPage());
    dashboard.#watch(url);
    await dashboard.page.goto(`${url}?${new URLSearchParams(params).toString()}`);
    if (theme === "dark") await dashboard.page.getByLabel("Theme").selectOption(theme);
    return dashboard;
  }

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  /** The widget's content. */
  get widget(): Locator {
    return this.page.locator("#content");
  }

  async allow(): Promise<this> {
    await this.answered(() => this.page.getByRole("button", { name: "Allow once" }).click());
    return this;
  }

  async refresh(): Promise<void> {
    await this.answered(() => this.page.getByRole("banner").getByRole("button", { name: "Refresh" }).click());
  }

  /** Clicks on a button of the widget that calls a function, the first if several match, and waits for the answer. */
  async press(name: string | RegExp): Promise<void> {
    await this.answered(() => this.#button(name).click());
  }

  #button(name: string | RegExp): Locator {
    return this.widget.getByRole("button", { name, exact: true }).first();
  }

  /** Resolves when the answer to a call that `act` causes is shown. */
  async answered(act: () => Promise<void>): Promise<void> {
    const before = await this.widget.getAttribute("data-answers");
    await act();
    const shown = before === null ? "[data-answers]" : `:not([data-answers="${before}"])`;
    await this.page.locator(`#content${shown}`).waitFor();
  }

  /** Goes on with Tab until the focus is on the control with this id or text. */
  async tabTo(wanted: string): Promise<void> {
    for (let tabs = 0; tabs < maxTabs; tabs += 1) {
      await this.page.keyboard.press("Tab");
      const focused = await this.page.evaluate<string[]>(
        "[document.activeElement.id, document.activeElement.innerText]",
      );
      if (focused.includes(wanted)) return;
    }
    throw new Error(`${maxTabs} times Tab, and the focus was never on ${wanted}`);
  }

  field(label: string): Locator {
    return this.widget.getByLabel(label, { exact: true });
  }

  async text(): Promise<string> {
    return this.widget.innerText();
  }

  /** Elements and attributes that the console took out of the last answer. */
  async removed(): Promise<string | null> {
    return this.widget.getAttribute("data-removed");
  }

  async resize(width: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** What axe finds, one line for each element. */
  async faultsOfAccessibility(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    return this.page.evaluate<string[]>(
      `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => id + " " + target.join(" ") + ": " + failureSummary)))`,
    );
  }

  /** Pixels by which the page itself is wider than its window. */
  async overflow(): Promise<number> {
    return this.page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  #watch(url: string): void {
    this.page.on("dialog", (dialog) => {
      this.mishaps.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.page.on("pageerror", ({ message }) => this.mishaps.push(`error: ${message}`));
    this.page.on("request", (request: Request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("data:"))
        this.mishaps.push(`request: ${request.url()}`);
    });
  }
}
