import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Stage, type StagedTenant } from "./stage.ts";

// One journey through each part of the command line; the many others are deep tests.
let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`smoke-${count}`, { deactivationFloor: 1 });
});
afterAll(() => stage.close());

const agentId = () => `rc-${tenant.people.agent.rcUserId}`;

describe("doctor", () => {
  it("finds every link whole", async () => {
    await tenant.setUp({ serviceEnabled: true });
    await stage.tick();
    await tenant.syncOnce();
    const { stdout, code } = await tenant.run(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Next: nothing, every link holds\.\n$/);
    expect(stdout.match(/^ok /gm)).toHaveLength(14);
    expect(stdout).not.toMatch(/^(?:warning|FAILED|unknown)/m);
  });
});

describe("settings set", () => {
  it("shows the difference, asks, saves, and says when it takes effect", async () => {
    const terminal = tenant.terminal(["settings", "set", "runDailyAtUtc=03:30"]);
    await terminal.waitFor("runDailyAtUtc: (default) -> 03:30");
    await terminal.waitFor("Save this?");
    terminal.type("y");
    await terminal.waitFor("Saved. The next tick, within a minute, takes it over.");
    expect(await terminal.ended()).toBe(0);
    expect(await tenant.settings()).toMatchObject({ runDailyAtUtc: "03:30" });
  });
});

describe("plan", () => {
  it("shows what would be changed and why, and writes nothing to the roster", async () => {
    const terminal = tenant.terminal(["plan"]);
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toContain("plan (a dry run: nothing was written to the roster)");
    expect(terminal.text).toContain(`create  ${agentId()}\n    name: José García Márquez\n`);
    expect(terminal.text).toMatch(/why: new in scope: listed as a RingCX administrator; role\n? *Administrator/);
    expect(await tenant.all("roster")).toHaveLength(1);
  });
});

describe("approve", () => {
  it("shows who it is about, wants the number typed, and lets the next run do it", async () => {
    await tenant.syncOnce();
    tenant.organisation.leave(tenant.people.agent);
    tenant.organisation.leave(tenant.people.supervisor);
    const { runId } = await tenant.syncOnce();
    const terminal = tenant.terminal(["approve", runId]);
    await terminal.waitFor("jose@aurelia.example");
    await terminal.answer("Type the number of users to approve", "2");
    await terminal.waitFor("Approved for 2 users until ");
    expect(await terminal.ended()).toBe(0);
    expect(await tenant.syncOnce()).toMatchObject({ status: "succeeded" });
    expect(await tenant.user(agentId())).toMatchObject({ status: "Inactive" });
  });
});
