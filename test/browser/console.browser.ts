import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SimulatedConsole, startConsole } from "#test/sandbox/console/console-server.ts";
import type { LambdaFunctions } from "#test/sandbox/console/invoke-as.ts";
import { Dashboard, type Look } from "./dashboard.ts";
import { openBrowser } from "./open-browser.ts";

const readArn = "arn:aws:lambda:eu-central-1:123456789012:function:read";
const saveArn = "arn:aws:lambda:eu-central-1:123456789012:function:save";

type Event = Readonly<Record<string, unknown>> & { readonly widgetContext: Readonly<Record<string, unknown>> };

let browser: Browser;
let simulated: SimulatedConsole;
let dashboard: Dashboard;
let reads: Event[];
let saves: Event[];
let answer: unknown;

const functions: LambdaFunctions = new Map([
  [
    readArn,
    async (event) => {
      reads.push(event as Event);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  ],
  [
    saveArn,
    async (event) => {
      saves.push(event as Event);
      return "<p>saved</p>";
    },
  ],
]);

beforeAll(async () => {
  simulated = await startConsole({ title: "Page", endpoint: readArn }, functions);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await simulated?.close();
});

beforeEach(() => {
  reads = [];
  saves = [];
});

afterEach(async () => {
  await dashboard.close();
});

async function shown(html: unknown, look: Look = {}): Promise<Dashboard> {
  answer = html;
  dashboard = await Dashboard.open(browser, simulated.url, look);
  return dashboard.allow();
}

const saveAction = (attributes = "") =>
  `<button type="button" class="btn">Save</button>
   <cwdb-action action="call" endpoint="${saveArn}" ${attributes}>{"tenantId":"default","names":["&lt;b>"]}</cwdb-action>`;

describe("the simulated console", () => {
  it("runs a widget only when the viewer has allowed it", async () => {
    answer = "<p>here</p>";
    dashboard = await Dashboard.open(browser, simulated.url);
    expect(reads).toHaveLength(0);

    await dashboard.answered(() => dashboard.page.getByRole("button", { name: "Allow always" }).click());
    await dashboard.page.reload();
    await dashboard.widget.getByText("here").waitFor();

    expect(reads).toHaveLength(2);
  });

  it("calls with the widget's parameters and its context", async () => {
    await shown("<p>here</p>", { theme: "dark", params: { tenantId: "north" } });

    expect(reads[0]).toMatchObject({
      tenantId: "north",
      widgetContext: {
        accountId: "123456789012",
        forms: { all: {} },
        params: { tenantId: "north" },
        theme: "dark",
        timezone: { label: "UTC", offsetISO: "+00:00", offsetInMinutes: 0 },
      },
    });
  });

  it("removes scripts in every form, iframes and uses, and keeps styles", async () => {
    await shown(`<style>p { color: rgb(1, 2, 3) }</style><p onclick="alert(1)">text</p><script>alert(2)</script>
      <img src="x:y" onerror="alert(3)"><a href="javascript:alert(4)">link</a><iframe srcdoc="x"></iframe>
      <svg><use href="#a"></use><circle r="4"></circle></svg>`);
    await dashboard.widget.getByText("text").click();
    await dashboard.widget.getByText("link").click();

    const html = await dashboard.widget.innerHTML();
    expect(html).not.toMatch(/script|onclick|onerror|iframe|<use/);
    expect(html).toContain("<circle");
    const colour = await dashboard.page.evaluate<string>(
      `getComputedStyle(document.querySelector("#content p")).color`,
    );
    expect(colour).toBe("rgb(1, 2, 3)");
    expect(Number(await dashboard.removed())).toBeGreaterThan(4);
    expect(dashboard.mishaps).toEqual([]);
  });

  it("takes nothing out of plain HTML", async () => {
    await shown(
      `<style>p { margin: 0 }</style><form><label for="a">A</label><input id="a" name="clientId"></form>${saveAction('confirmation="Sure: save?"')}`,
    );

    expect(await dashboard.removed()).toBe("0");
  });

  it("calls the action's function with its parameters and every named field", async () => {
    await shown(`<form><input name="a" value="1"><select name="b"><option value="2">two</option></select></form>
      <textarea name="c">3</textarea><input value="nameless">${saveAction()}`);
    await dashboard.widget.locator("[name=a]").fill("typed");
    await dashboard.press("Save");

    expect(saves).toHaveLength(1);
    expect(saves[0]).toMatchObject({ tenantId: "default", names: ["<b>"] });
    expect(saves[0]?.widgetContext["forms"]).toEqual({ all: { a: "typed", b: "2", c: "3" } });
    expect(await dashboard.widget.innerText()).toBe("saved");
  });

  it("asks before an action with a confirmation, and does nothing when it is cancelled", async () => {
    await shown(saveAction('confirmation="Really?"'));
    const ask = dashboard.page.getByRole("dialog");

    await dashboard.widget.getByRole("button", { name: "Save" }).click();
    expect(await ask.innerText()).toContain("Really?");
    await ask.getByRole("button", { name: "Cancel" }).click();
    await ask.waitFor({ state: "detached" });
    expect(saves).toHaveLength(0);

    await dashboard.widget.getByRole("button", { name: "Save" }).click();
    await ask.getByRole("button", { name: "Confirm" }).click();
    await dashboard.widget.getByText("saved").waitFor();
    expect(saves).toHaveLength(1);
  });

  it("shows a popup over the widget, which stays as it is", async () => {
    await shown(`<p>below</p>${saveAction('display="popup"')}`);
    await dashboard.press("Save");

    expect(await dashboard.page.getByRole("dialog").innerText()).toContain("saved");
    expect(await dashboard.widget.innerText()).toContain("below");
  });

  it("shows an action's own HTML, and calls no function when something is merely passed over", async () => {
    await shown(`<p>over</p><cwdb-action event="mouseenter" display="popup"><b>hint</b></cwdb-action>
      <i>call</i><cwdb-action action="call" event="mouseenter" endpoint="${saveArn}">{}</cwdb-action>
      <u>twice</u><cwdb-action event="dblclick">doubled</cwdb-action>`);
    await dashboard.widget.getByText("call").hover();
    await dashboard.widget.getByText("over").hover({ force: true }); // Its popup covers it at once.
    await dashboard.page.getByRole("dialog").getByText("hint").waitFor();
    await dashboard.page.getByRole("button", { name: "Close" }).click();
    await dashboard.widget.getByText("twice").dblclick();

    expect(await dashboard.widget.innerText()).toBe("doubled");
    expect(saves).toHaveLength(0);
  });

  it("refuses a function that the viewer may not invoke", async () => {
    await shown(saveAction());
    await dashboard.page.getByLabel("Your permissions").selectOption("Only view");
    await dashboard.press("Save");

    expect(await dashboard.widget.getByRole("alert").innerText()).toContain("AccessDeniedException");
    expect(saves).toHaveLength(0);
  });

  it("shows a function's error, its JSON, and its documentation", async () => {
    await shown(new Error("out of order"));
    expect(await dashboard.widget.getByRole("alert").innerText()).toContain("out of order");

    answer = { number: 7 };
    await dashboard.refresh();
    expect(await dashboard.widget.innerText()).toContain('"number": 7');

    answer = { markdown: "# How" };
    await dashboard.page.getByRole("button", { name: "Get documentation" }).click();
    await dashboard.page.getByRole("dialog").getByText("# How").waitFor();
    expect(reads.at(-1)).toMatchObject({ describe: true });
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe finds, in %s and as narrow as 320 pixels",
    async (theme) => {
      await shown(
        `<p><a href="#">link</a></p><table><tr><th>Name</th></tr><tr><td>Ines</td></tr></table>
       <label>Id <input name="id"></label> <a class="btn" href="#">Button</a>
       <button class="btn btn-primary" type="button">Primary</button>`,
        { theme, width: 320 },
      );
      expect(await dashboard.faultsOfAccessibility()).toEqual([]);
      expect(await dashboard.overflow()).toBeLessThanOrEqual(0);

      answer = new Error("out of order");
      await dashboard.refresh();
      expect(await dashboard.faultsOfAccessibility()).toEqual([]);
    },
  );
});
