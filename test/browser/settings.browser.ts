import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ContactCentre } from "./contact-centre.ts";

const checkAndSave = "Check and save…";

let centre: ContactCentre;

beforeAll(async () => {
  centre = await ContactCentre.start();
});

afterAll(async () => {
  await centre?.close();
});

afterEach(async () => {
  await centre.closeDashboards();
});

const stored = (tenantId = "default") => centre.world.item("settings", { tenantId });

describe("the settings in a browser", () => {
  it("set up a tenant from nothing", async () => {
    await centre.newTenant("fresh");
    const dashboard = await centre.dashboard({ params: { tenantId: "fresh" } });
    const { connection } = centre;

    await dashboard.field("Impersonated user").selectOption("sync-service");
    await dashboard.field("Data source of the RingCentral Realtime Adapter").selectOption("3");
    await dashboard.field("Default activity").selectOption("12");
    await dashboard.field("Base URL").fill(connection.baseUrl);
    await dashboard.field("RingCX URL").fill(connection.ringCxUrl);
    await dashboard.field("Main account id").fill(connection.mainAccountId);
    await dashboard.field("Sub-accounts").fill(connection.subAccountIds);
    await dashboard.field("Client id").fill(connection.clientId);
    await dashboard.press(checkAndSave);
    await dashboard.press("Save");
    expect(await stored("fresh")).toMatchObject({ impersonatedUserId: "sync-service", defaultActivityId: "12" });

    await dashboard.press("Store secrets…");
    await dashboard.field("Client secret").fill(connection.clientSecret);
    await dashboard.field("JWT").fill(connection.jwt);
    await dashboard.press("Try and store the secrets");
    expect(await dashboard.text()).toContain("Stored: the login works.");
    expect(await dashboard.text()).toContain("JWT: set");

    await dashboard.press("Test connection");
    expect(await dashboard.text()).toContain("The links of the chain");
    expect(await dashboard.widget.locator(".bad-word").count()).toBe(0);
  });

  it("say each error beside its field and keep what was typed", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.field("Run daily at (UTC)").fill("25:00");
    await dashboard.field("Safeguard: largest share of users").fill("most");
    await dashboard.field("Main account id").fill("4711");
    await dashboard.press(checkAndSave);

    const time = dashboard.field("Run daily at (UTC)");
    expect(await time.getAttribute("aria-invalid")).toBe("true");
    expect(await dashboard.widget.locator("#usync-runDailyAtUtc-error").innerText()).toContain("25:00");
    expect(await dashboard.widget.locator("#usync-maxDeactivationShare-error").innerText()).toContain("most");
    expect(await time.inputValue()).toBe("25:00");
    expect(await dashboard.field("Main account id").inputValue()).toBe("4711");
    expect(await stored()).toMatchObject({ runDailyAtUtc: "02:00" });
  });

  it("show the difference before they are saved", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.field("Run daily at (UTC)").fill("03:15");
    await dashboard.press(checkAndSave);
    expect(await dashboard.text()).toMatch(/02:00[\s\S]*03:15/);
    expect(await stored()).toMatchObject({ runDailyAtUtc: "02:00" });

    await dashboard.press("Save");
    expect(await stored()).toMatchObject({ runDailyAtUtc: "03:15" });
    expect(await dashboard.field("Run daily at (UTC)").inputValue()).toBe("03:15");
  });

  it("refuse a form that somebody else's save has made stale", async () => {
    const [mine, theirs] = [await centre.dashboard(), await centre.dashboard()];
    await theirs.field("Safeguard: most deactivations in one run").fill("77");
    await theirs.press(checkAndSave);
    await theirs.press("Save");

    await mine.field("Safeguard: not held up to").fill("9");
    await mine.press(checkAndSave);

    expect(await mine.text()).toMatch(/meanwhile/i);
    expect(await mine.field("Safeguard: not held up to").inputValue()).toBe("9");
    expect(await stored()).not.toHaveProperty("deactivationFloor");
  });

  it("never send a secret back", async () => {
    const dashboard = await centre.dashboard();
    const answers: string[] = [];
    dashboard.page.on("response", (response) => {
      if (response.url().endsWith("/invoke")) void response.text().then((text) => answers.push(text));
    });
    await dashboard.press("Store secrets…");
    expect(await dashboard.faultsOfAccessibility()).toEqual([]);
    await dashboard.field("Client secret").fill("typed-secret-4711");
    await dashboard.field("JWT").fill("typed.jwt.4711");
    await dashboard.press("Try and store the secrets");
    await dashboard.field("JWT").fill("typed.jwt.4711");
    await dashboard.refresh();

    expect(answers).toHaveLength(3);
    const { clientSecret, jwt } = centre.connection;
    for (const secret of ["typed-secret-4711", "typed.jwt.4711", clientSecret, jwt])
      expect(answers.join("\n")).not.toContain(secret);
  });

  it("stay as they are when the viewer may not invoke the function that saves", async () => {
    const before = await stored();
    const dashboard = await centre.dashboard();
    await dashboard.page.getByLabel("Your permissions").selectOption("Only view");
    await dashboard.field("Run daily at (UTC)").fill("05:00");
    await dashboard.press(checkAndSave);

    expect(await dashboard.widget.getByRole("alert").innerText()).toContain("AccessDeniedException");
    expect(await stored()).toEqual(before);
  });

  it("are saved with the keyboard alone", async () => {
    const dashboard = await centre.dashboard();
    await dashboard.tabTo("usync-maxDeactivations");
    await dashboard.page.keyboard.press("ControlOrMeta+A");
    await dashboard.page.keyboard.type("123");
    await dashboard.tabTo(checkAndSave);
    await dashboard.page.keyboard.press("Enter");
    await dashboard.widget.getByRole("button", { name: "Save", exact: true }).waitFor();
    await dashboard.tabTo("Save");
    await dashboard.page.keyboard.press("Space");
    await dashboard.widget.getByRole("status").waitFor();

    expect(await stored()).toMatchObject({ maxDeactivations: 123 });
  });
});
