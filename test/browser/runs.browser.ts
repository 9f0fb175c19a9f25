import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { secondSite, userIdOf } from "#test/sandbox/cast.ts";
import { ContactCentre } from "./contact-centre.ts";

/** How long RingCentral keeps a run waiting; shorter than a call may take. */
const holdMs = 6000;

let centre: ContactCentre;

beforeAll(async () => {
  centre = await ContactCentre.start();
  await centre.run();
});

afterAll(async () => {
  await centre?.close();
});

afterEach(async () => {
  await centre.world.aws.settled();
  await centre.closeDashboards();
});

describe("the runs in a browser", () => {
  it("start with Run now, which says first what it does", async () => {
    const { invocations } = centre.world.aws;
    const dashboard = await centre.dashboard();
    await dashboard.press("Runs");

    await dashboard.press("Run now…");
    expect(await dashboard.text()).toContain("writes to the roster");
    await dashboard.press("Back to the runs");
    expect(invocations).toHaveLength(0);

    await dashboard.press("Run now…");
    await dashboard.press("Start");
    await centre.world.aws.settled();
    expect(invocations).toMatchObject([{ tenantId: "default", trigger: "manual" }]);
    await dashboard.refresh();
    expect(await dashboard.widget.getByRole("button", { name: /Open the run of/ }).count()).toBe(2);
  });

  it("show at each refresh how far a dry run is", async () => {
    centre.ringCentral.faults.add({
      when: "/restapi/v1.0/account/~/extension",
      fault: { kind: "slow", delayMs: holdMs },
      times: 1,
    });
    const dashboard = await centre.dashboard();
    await dashboard.press("Runs");
    await dashboard.press("Dry run…");
    await dashboard.press("Start");

    await expect
      .poll(
        async () => {
          await dashboard.refresh();
          return dashboard.text();
        },
        { timeout: holdMs },
      )
      .toContain("A run is going on");
    await centre.world.aws.settled();
    await dashboard.refresh();
    const text = await dashboard.text();
    expect(text).not.toContain("A run is going on");
    expect(text).toContain("dry run");
  });

  it("wait for an approval that says how many are meant", async () => {
    const { organisation, lateLeaver } = centre.cast;
    organisation.leave(lateLeaver);
    organisation.emptySubAccount(secondSite);
    const { runId, status, changes } = await centre.run();
    expect(status).toBe("held");

    const dashboard = await centre.dashboard();
    await dashboard.press("Runs");
    await dashboard.press(/Open the run of/);
    expect(await dashboard.text()).toContain(lateLeaver.lastName);

    const approval = () => centre.world.item("approvals", { entry: `approval#${runId}` });
    await dashboard.press("Approve…");
    expect(await dashboard.text()).toContain(lateLeaver.lastName);
    expect(await dashboard.faultsOfAccessibility()).toEqual([]);
    await dashboard.field("Number of users to approve").fill(String(changes.held - 1));
    await dashboard.press("Approve");
    expect(await dashboard.widget.getByRole("alert").innerText()).toContain(String(changes.held));
    expect(await approval()).toBeUndefined();

    await dashboard.field("Number of users to approve").fill(String(changes.held));
    await dashboard.press("Approve");
    expect(await approval()).toHaveProperty("digest");
    expect(await dashboard.text()).toContain("Approved for");

    await dashboard.press("Runs");
    await dashboard.press("Run now…");
    await dashboard.press("Start");
    await centre.world.aws.settled();
    expect(await centre.world.user(userIdOf(lateLeaver))).toMatchObject({ status: "Inactive" });
  });
});

describe("whoever may save in a browser", () => {
  it("cannot approve, and whoever may approve cannot save", async () => {
    const dashboard = await centre.dashboard();
    const refusal = () => dashboard.widget.getByRole("alert").innerText();
    await dashboard.page.getByLabel("Your permissions").selectOption("View and approve");
    await dashboard.press("Runs");
    await dashboard.press("Run now…");
    expect(await refusal()).toContain("AccessDeniedException");

    await dashboard.page.getByLabel("Your permissions").selectOption("View and save");
    const { lateLeaver } = centre.cast;
    const { runId } = await centre.run();
    const user = {
      kind: "deactivate",
      userId: userIdOf(lateLeaver),
      outcome: "held",
      actor: "sync-service",
      mode: "apply",
    };
    const change = {
      before: { status: "Active" },
      after: { status: "Inactive" },
      reason: "gone",
      at: "2026-01-01T00:00:00.000Z",
    };
    await centre.world.put("history", { tenantId: "default", entry: `change#${runId}#000001`, ...user, ...change });
    await dashboard.refresh();
    await dashboard.press("Runs");
    await dashboard.press(/Open the run of/);
    await dashboard.press("Refuse…");
    expect(await refusal()).toContain("AccessDeniedException");
    expect(await centre.world.item("approvals", { entry: `refusal#${runId}` })).toBeUndefined();
  });
});

describe("the people in a browser", () => {
  it("are found by name, e-mail and id, each with their story", async () => {
    const { bride } = centre.cast;
    const dashboard = await centre.dashboard();
    await dashboard.press("People");
    for (const who of [bride.lastName, String(bride.email), userIdOf(bride)]) {
      await dashboard.field("Name, e-mail or id").fill(who);
      await centre.letReadingPass();
      await dashboard.press("Search");
      expect(await dashboard.text()).toContain(bride.firstName);
    }
    expect(await dashboard.text()).toContain("Past, newest first");
    expect(await dashboard.field("Name, e-mail or id").inputValue()).toBe(userIdOf(bride));

    await dashboard.field("Name, e-mail or id").fill("nobody@contact-centre.example");
    await centre.letReadingPass();
    await dashboard.press("Search");
    expect(await dashboard.text()).toContain("No match, neither in RingCentral nor in the roster.");
  });

  it("come with the wait for a limit that held the answer up", async () => {
    const fault = { kind: "status", status: 429, retryAfterSeconds: 6 } as const;
    centre.ringCentral.faults.add({ when: "/restapi/v1.0/account/~/extension", fault, times: 1 });
    const dashboard = await centre.dashboard();
    await dashboard.press("People");
    await dashboard.field("Name, e-mail or id").fill(centre.cast.bride.lastName);
    await centre.letReadingPass();
    await dashboard.press("Search");
    expect(await dashboard.text()).toContain("The answer had to wait 6 s for RingCentral's limit.");
    expect(await dashboard.faultsOfAccessibility()).toEqual([]);
  });
});
