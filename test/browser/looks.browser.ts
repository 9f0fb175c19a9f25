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
  await centre.world.tick(new Date().toISOString());
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
    await centre.letReadingPass();
    await dashboard.press("Search");
  },
  check: async (dashboard) => {
    await centre.letReadingPass();
    await dashboard.press("Test connection");
  },
};

describe.each(["light", "dark"] as const)("in %s", (theme) => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await centre.dashboard({ theme });
  });

  afterAll(async () => {
    await centre.closeDashboards();
  });

  it.each(Object.keys(ways))("the view %s reads well, wide and narrow", async (view) => {
    await dashboard.press("Settings");
    await ways[view]?.(dashboard);

    expect(await dashboard.removed()).toBe("0");
    // The last is 1280 pixels at 400 %.
    for (const width of [1280, 640, 320]) {
      await dashboard.resize(width);
      expect(await dashboard.overflow()).toBeLessThanOrEqual(0);
      if (width === (theme === "light" ? 320 : 1280)) expect(await dashboard.faultsOfAccessibility()).toEqual([]);
      if (width > 320) {
        await dashboard.page.screenshot({ path: `${screenshots}${view}-${theme}-${width}.png`, fullPage: true });
      }
    }
    await dashboard.resize(1280);
  });
});
