import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secondSite } from "#test/sandbox/cast.ts";
import { ContactCentre } from "./contact-centre.ts";
import type { Dashboard } from "./dashboard.ts";

const screenshots = fileURLToPath(new URL("../../report/screenshots/", import.meta.url));

let centre: ContactCentre;

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  centre = await ContactCentre.start();
  await centre.run();
  centre.cast.organisation.emptySubAccount(secondSite);
  await centre.run();
});

afterAll(async () => {
  await centre?.close();
});

/** How a viewer comes to each view. */
const ways: Readonly<Record<string, (dashboard: Dashboard) => Promise<void>>> = {
  settings: async () => undefined,
  faulty: async (dashboard) => {
    await dashboard.field("Run daily at (UTC)").fill("25:00");
    await dashboard.press("Check and save…");
  },
  difference: async (dashboard) => {
    await dashboard.field("Run daily at (UTC)").fill("03:15");
    await dashboard.press("Check and save…");
  },
  runs: async (dashboard) => dashboard.press("Runs"),
  run: async (dashboard) => {
    await dashboard.press("Runs");
    await dashboard.press(/Open the run of/);
  },
  people: async (dashboard) => {
    await dashboard.press("People");
    await dashboard.field("Name, e-mail or id").fill(centre.cast.bride.lastName);
    await dashboard.press("Search");
  },
  check: async (dashboard) => {
    await dashboard.press("Test connection");
  },
};

describe.each(Object.keys(ways))("the view %s", (view) => {
  it.each(["light", "dark"] as const)("reads well in %s, wide and narrow", async (theme) => {
    const dashboard = await centre.dashboard({ theme });
    await ways[view]?.(dashboard);

    expect(await dashboard.removed()).toBe("0");
    expect(await dashboard.faultsOfAccessibility()).toEqual([]);
    for (const width of [1280, 640]) {
      await dashboard.resize(width);
      await dashboard.page.screenshot({ path: `${screenshots}${view}-${theme}-${width}.png`, fullPage: true });
      expect(await dashboard.overflow()).toBeLessThanOrEqual(0);
    }
    // 1280 pixels at 400 %.
    await dashboard.resize(320);
    expect(await dashboard.overflow()).toBeLessThanOrEqual(0);
    expect(await dashboard.faultsOfAccessibility()).toEqual([]);
    await centre.closeDashboards();
  });
});
