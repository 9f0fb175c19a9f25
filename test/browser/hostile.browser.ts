import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { firstSite } from "#test/sandbox/cast.ts";
import { ContactCentre } from "./contact-centre.ts";
import type { Dashboard } from "./dashboard.ts";

const script = `<script>alert("x")</script><img src=x onerror=alert(1)>`;
const rightToLeft = "\u202eזוהר";
const endless = "x".repeat(4000);

let centre: ContactCentre;

beforeAll(async () => {
  centre = await ContactCentre.start();
  for (const [at, firstName] of [script, rightToLeft, endless].entries()) {
    centre.cast.organisation.hire({
      firstName,
      lastName: `Hostile"'><b>`,
      email: `hostile-${at}@contact-centre.example`,
      subAccountId: firstSite,
    });
  }
  const activity = { kind: "activity", id: "66", name: script, parentId: "1" };
  await centre.world.put("organization", { key: "activity#66", ...activity });
  await centre.run();
});

afterAll(async () => {
  await centre?.close();
});

afterEach(async () => {
  await centre.closeDashboards();
});

/** Nothing was left for the console to remove, nothing became an element, and the layout holds. */
async function expectHarmless(dashboard: Dashboard): Promise<void> {
  expect(await dashboard.removed()).toBe("0");
  expect(await dashboard.widget.locator("script, img, b").count()).toBe(0);
  for (const width of [1280, 320]) {
    await dashboard.resize(width);
    expect(await dashboard.overflow()).toBeLessThanOrEqual(0);
  }
}

describe("hostile names", () => {
  it("are only text among a run's changes", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.press("Runs");
    await dashboard.press(/Open the run of/);

    expect(await dashboard.text()).toContain(script);
    expect(await dashboard.widget.locator("bdi", { hasText: rightToLeft }).count()).toBeGreaterThan(0);
    expect(await dashboard.text()).not.toContain(endless);
    await expectHarmless(dashboard);
  });

  it("are only text in the lists of the settings", async () => {
    const dashboard = await centre.dashboard();

    expect(await dashboard.field("Default activity").innerText()).toContain(script);
    expect(await dashboard.field("Impersonated user").innerText()).toContain(script);
    await expectHarmless(dashboard);
  });

  it("are only text when they are searched for", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.press("People");
    await dashboard.field("Name, e-mail or id").fill("Hostile");
    await centre.letReadingPass();
    await dashboard.press("Search");

    expect(await dashboard.text()).toContain(script);
    expect(await dashboard.widget.locator("bdi", { hasText: rightToLeft }).count()).toBeGreaterThan(0);
    await expectHarmless(dashboard);

    await dashboard.field("Name, e-mail or id").fill(script);
    await centre.letReadingPass();
    await dashboard.press("Search");
    expect(await dashboard.field("Name, e-mail or id").inputValue()).toBe(script);
    await expectHarmless(dashboard);
  });

  it("are only text when somebody types them", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.field("Client id").fill(script);
    await dashboard.field("Run daily at (UTC)").fill(`">${script}${endless}`);
    await dashboard.press("Check and save…");

    expect(await dashboard.field("Client id").inputValue()).toBe(script);
    await expectHarmless(dashboard);
  });
});
