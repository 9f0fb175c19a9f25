import type { Browser } from "playwright-core";
import type { RunSummary } from "#shared/domain/run/summary.ts";
import { ensureBuilt } from "#test/e2e/built-functions.ts";
import { type Cast, castOf } from "#test/sandbox/cast.ts";
import type { SimulatedConsole } from "#test/sandbox/console/console-server.ts";
import { startPageConsole } from "#test/sandbox/console/page-console.ts";
import type { Connection } from "#test/sandbox/seed-tenant.ts";
import { storySettings } from "#test/sandbox/story.ts";
import { World } from "#test/sandbox/world.ts";
import {
  type RingCentralSimulator,
  startRingCentralSimulator,
} from "#test/simulators/ringcentral/ringcentral-simulator.ts";
import { Dashboard, type Look } from "./dashboard.ts";
import { openBrowser } from "./open-browser.ts";

const people = 60;

/** A contact centre with the page on a dashboard, and a browser to look at it. */
export class ContactCentre {
  readonly world: World;
  readonly cast: Cast;
  readonly ringCentral: RingCentralSimulator;
  readonly connection: Connection;
  readonly #console: SimulatedConsole;
  readonly #browser: Browser;
  readonly #open = new Set<Dashboard>();

  /** Starts everything, the service enabled, before its first run. */
  static async start(): Promise<ContactCentre> {
    await ensureBuilt();
    const cast = castOf({ people });
    const { organisation } = cast;
    const ringCentral = await startRingCentralSimulator({ organisation, limits: "off" });
    const connection = {
      baseUrl: ringCentral.platformUrl,
      ringCxUrl: ringCentral.ringCxUrl,
      mainAccountId: organisation.mainAccountId,
      subAccountIds: [...organisation.subAccounts.keys()].join(", "),
      ...organisation.credentials,
    };
    const world = await World.start({
      connection,
      settings: storySettings({ people }),
      environment: { POWERTOOLS_METRICS_DISABLED: "true", POWERTOOLS_LOG_LEVEL: "SILENT" },
    });
    return new ContactCentre({
      world,
      cast,
      ringCentral,
      connection,
      console: await startPageConsole(),
      browser: await openBrowser(),
    });
  }

  /** As if five minutes had passed since a viewer had the directory read. */
  async letReadingPass(): Promise<void> {
    const past = { area: "lookup#default", entry: "claim#viewer-reading", until: "2020-01-01T00:00:00.000Z" };
    await this.world.put("work", past);
  }

  private constructor(parts: {
    world: World;
    cast: Cast;
    ringCentral: RingCentralSimulator;
    connection: Connection;
    console: SimulatedConsole;
    browser: Browser;
  }) {
    this.world = parts.world;
    this.cast = parts.cast;
    this.ringCentral = parts.ringCentral;
    this.connection = parts.connection;
    this.#console = parts.console;
    this.#browser = parts.browser;
  }

  /** A run of the tenant `default`, by hand. */
  async run(): Promise<RunSummary> {
    const end = await this.world.sync({ tenantId: "default", trigger: "manual", requestedBy: "browser-test" });
    if (end.kind === "rejected") throw end.error;
    return end.summary;
  }

  /** A tenant as the stack leaves it: what AI WFM keeps, a secret without anything in it, and no settings. */
  async newTenant(tenantId: string): Promise<void> {
    const { world } = this;
    const user = { tenantId, userId: "sync-service", firstName: "User", lastName: "Sync" };
    await world.put("roster", { ...user, email: "sync@north.example", role: "Administrator", status: "Active" });
    await world.put("organization", { tenantId, key: "activity#12", kind: "activity", id: "12", name: "Site 1" });
    const source = { kind: "data-source", id: "3", name: "Adapter", adapter: "RingCentral" };
    await world.put("organization", { tenantId, key: "data-source#3", ...source });
    const placeholder = JSON.stringify({ clientSecret: "REPLACE_ME", jwt: "REPLACE_ME" });
    world.aws.secrets.put(`${world.aws.environment["SECRET_PREFIX"]}/${tenantId}`, placeholder);
  }

  /** A viewer's window in which the widget is allowed. */
  async dashboard(look: Look = {}): Promise<Dashboard> {
    const dashboard = await Dashboard.open(this.#browser, this.#console.url, look);
    this.#open.add(dashboard);
    return dashboard.allow();
  }

  /**
   * Closes the windows.
   *
   * @throws an error when something happened in one of them that must not
   */
  async closeDashboards(): Promise<void> {
    const mishaps = [...this.#open].flatMap((dashboard) => dashboard.mishaps);
    for (const dashboard of this.#open) await dashboard.close();
    this.#open.clear();
    if (mishaps.length > 0) throw new Error(mishaps.join("\n"));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#console.close();
    await this.ringCentral.close();
    await this.world.close();
  }
}
