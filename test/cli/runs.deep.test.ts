import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  approvalSchema,
  planSchema,
  refusalSchema,
  reopenedSchema,
  runSchema,
  runsSchema,
  startedSchema,
  undoSchema,
} from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys } from "./terminal.ts";

const nobody = "01JNB2Q9T1X4W7C9Z3E5G7K9M1";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`runs-${count}`, { deactivationFloor: 1 });
});
afterAll(() => stage.close());

/** Two of four people leave, which is more than the floor and the share. */
async function heldRun(): Promise<string> {
  await tenant.syncOnce();
  tenant.organisation.leave(tenant.people.agent);
  tenant.organisation.leave(tenant.people.supervisor);
  const { runId, status } = await tenant.syncOnce();
  expect(status).toBe("held");
  return runId;
}

function userIdOf({ rcUserId }: { readonly rcUserId: number | undefined }): string {
  return `rc-${rcUserId}`;
}

describe("plan", () => {
  it("answers what would happen if, and saves nothing", async () => {
    const settings = await tenant.settings();
    const { run, changes } = planSchema.parse(
      await tenant.json(["plan", "--set", "subAccountIds=15910002", "--set", "adminAndAgentRole=last"]),
    );
    expect(run).toMatchObject({ mode: "plan", people: 2, changes: { created: 2 } });
    expect(changes.map(({ record }) => record.userId)).not.toContain(userIdOf(tenant.people.agent));
    expect(await tenant.settings()).toEqual(settings);
  });

  it("prints CSV for a spreadsheet, and nothing else", async () => {
    const { stdout, code } = await tenant.run(["plan", "--csv"]);
    const [head, ...lines] = stdout.trimEnd().split("\r\n");
    expect([code, head]).toEqual([0, expect.stringContaining('"kind","outcome","userId","sourceId"')]);
    expect(lines).toHaveLength(4);
    expect(lines.join("\n")).toContain(`"create","planned","${userIdOf(tenant.people.agent)}"`);
  });

  it("names the setting that an override has wrong, or that may not be overridden", async () => {
    for (const [setting, named] of [
      ["runDailyAtUtc=99:99", "runDailyAtUtc"],
      ["baseUrl=https://elsewhere.example/", "baseUrl"],
      ["pilotPeeple=x@y.example", "pilotPeeple"],
    ] as const) {
      const { code, stdout, stderr } = await tenant.run(["plan", "--set", setting]);
      expect([setting, code]).toEqual([setting, 1]);
      expect(stdout + stderr).toContain(named);
    }
    expect((await tenant.run(["plan", "--set", "mode"])).code).toBe(2);
  });
});

describe("run", () => {
  it("starts a run and leaves it alone", async () => {
    expect(await tenant.run(["run"])).toEqual({ code: 0, stdout: "Started. `user-sync runs` shows it.\n", stderr: "" });
    startedSchema.parse(await tenant.json(["run"]));
    await stage.aws.settled();
    expect(await tenant.all("roster")).toHaveLength(5);
  });

  it("waits for the end with a bar in a terminal, and shows what came of it", async () => {
    tenant.ringCentral.faults.add({ when: "**/extension**", fault: { kind: "slow", delayMs: 7_000 }, times: 1 });
    const terminal = tenant.terminal(["run", "--wait"]);
    await terminal.waitFor("reading, ");
    await terminal.waitFor(" of ");
    await terminal.waitFor("status");
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toContain("asked for by    says: sandbox\n");
    expect(terminal.text).toContain("4 created");
    runSchema.parse(await tenant.json(["run", "--wait"]));
  });

  it("goes on after Ctrl-C, which says so", async () => {
    tenant.ringCentral.faults.add({ when: "**/extension**", fault: { kind: "slow", delayMs: 2_000 }, times: 1 });
    const terminal = tenant.terminal(["run", "--wait"]);
    await terminal.waitFor("reading");
    terminal.type(keys.ctrlC);
    await terminal.waitFor("The run goes on without you: `user-sync runs` shows what comes of it.");
    expect(await terminal.ended()).toBe(130);
    await stage.aws.settled();
    const [run] = runsSchema.parse(await tenant.json(["runs"]));
    expect(run).toMatchObject({ status: "succeeded", changes: { created: 4 } });
  });

  it("ends with 1 for a run that failed or holds something", async () => {
    await tenant.setUp({ impersonatedUserId: "nobody-here" });
    const failed = await tenant.run(["run", "--wait"]);
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining("SETTINGS_INVALID: ")]);
    await tenant.setUp({ deactivationFloor: 1 });
    await heldRun();
    const held = await tenant.run(["run", "--wait"]);
    expect([held.code, held.stdout]).toEqual([1, expect.stringContaining("DEACTIVATIONS_HELD: ")]);
  });
});

describe("runs and show", () => {
  it("list the runs newest first, with ids that are whole in 80 columns", async () => {
    expect((await tenant.run(["runs"])).stdout).toContain("There has been no run of tenant");
    const first = await tenant.syncOnce();
    const second = await tenant.syncOnce();
    const { stdout } = await tenant.run(["runs"]);
    expect(stdout.indexOf(second.runId)).toBeLessThan(stdout.indexOf(first.runId));
    const terminal = tenant.terminal(["runs"]);
    expect(await terminal.ended()).toBe(0);
    for (const { runId } of [first, second]) expect(terminal.text).toMatch(new RegExp(`${runId} .*succeeded`));
    expect(Math.max(...terminal.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(runsSchema.parse(await tenant.json(["runs", "--limit", "1"])).map(({ runId }) => runId)).toEqual([
      second.runId,
    ]);
  });

  it("show one run with what is held first, without the mark of who asked", async () => {
    await tenant.syncOnce();
    tenant.organisation.leave(tenant.people.agent);
    tenant.organisation.leave(tenant.people.supervisor);
    tenant.organisation.rename(tenant.people.administrator, { lastName: "Of Another Name" });
    const { runId } = runSchema.parse(await tenant.json(["run", "--wait"]));
    const { stdout, code } = await tenant.run(["show", runId]);
    expect(code).toBe(0);
    expect(stdout).toContain("asked for by    says: sandbox\n");
    expect(stdout).toMatch(/held: deactivation[\s\S]*held: deactivation[\s\S]*update/);
    const { changes } = planSchema.parse(await tenant.json(["show", runId]));
    expect(changes.map(({ record }) => record.outcome)).toEqual(["held", "held", "applied"]);
    expect((await tenant.run(["show", runId, "--csv"])).stdout.split("\r\n")).toHaveLength(5);
  });

  it.each([
    [["show", "latest"], '"latest" is no run id: expected 26 letters and digits'],
    [["show", nobody], `has no run ${nobody}`],
    [["show"], "missing required argument 'runId'"],
    [["runs", "--limit", "0"], "expected a whole number from 1 to 1000"],
    [["run", "--until"], "unknown option '--until'"],
    [["plan", "--minutes"], "unknown option '--minutes'"],
  ])("end with 2 for %j", async (args, message) => {
    const { code, stderr, stdout } = await tenant.run(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("approve", () => {
  it("approves nothing after another number, nothing after Ctrl-C, and nothing unasked", async () => {
    const runId = await heldRun();
    const mistyped = tenant.terminal(["approve", runId]);
    await mistyped.answer("Type the number of users to approve", "3");
    await mistyped.waitFor("Cancelled: nothing was changed.");
    expect(await mistyped.ended()).toBe(130);
    const left = tenant.terminal(["approve", runId]);
    await left.waitFor("Type the number of users to approve");
    left.type(keys.ctrlC);
    expect(await left.ended()).toBe(130);
    const piped = await tenant.run(["approve", runId]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("add --count with the number of users")]);
    const counted = await tenant.run(["approve", runId, "--count", "1"]);
    expect([counted.code, counted.stderr]).toEqual([2, "--count is 1, and it would be 2: nothing was approved.\n"]);
    expect(await tenant.all("approvals")).toEqual([]);
  });

  it("approves some of them and runs at once; a second approval of the same list is refused", async () => {
    const runId = await heldRun();
    const only = userIdOf(tenant.people.agent);
    const args = ["approve", runId, "--only", only, "--count", "1"];
    const { approval, run } = approvalSchema.parse(await tenant.json([...args, "--run"]));
    expect([approval.userIds, approval.by]).toEqual([[only], "sandbox"]);
    expect(run).toMatchObject({ changes: { deactivated: 1 }, refused: 1 });
    const again = await tenant.run(args);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/has used an approval of this list already/)]);
  });

  it("names who is not on the list", async () => {
    const runId = await heldRun();
    const { code, stderr } = await tenant.run(["approve", runId, "--only", "rc-1,rc-2", "--count", "2"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Run ${runId} does not hold rc-1, rc-2`)]);
    expect((await tenant.run(["approve", nobody])).stderr).toContain(`has no run ${nobody}`);
    const { runId: plain } = await (await stage.tenant(`runs-${count}-plain`)).syncOnce();
    expect((await tenant.run(["approve", plain])).code).toBe(2);
  });
});

describe("approve and refuse", () => {
  it("say what is left out before they ask, and keep to it", async () => {
    const runId = await heldRun();
    const [only, other] = [userIdOf(tenant.people.agent), userIdOf(tenant.people.supervisor)];
    const terminal = tenant.terminal(["approve", runId, "--only", only]);
    await terminal.waitFor("This lets the next run change 1 user: 1 deactivation.");
    await terminal.waitFor("An approval refuses what it leaves out, for 30 days: 1 user: 1 deactivation.");
    await terminal.answer("Type the number of users to approve", "1");
    await terminal.waitFor("Approved for 1 user until");
    expect(await terminal.ended()).toBe(0);
    expect((await tenant.run(["show", runId])).stdout).toContain("The rest is refused, valid until");
    expect(reopenedSchema.parse(await tenant.json(["refuse", runId, "--undo"]))).toEqual({ reopened: "rest" });
    expect((await tenant.run(["show", runId])).stdout).toContain("The rest is asked about again.");

    const refused = tenant.terminal(["refuse", runId, "--only", other]);
    await refused.waitFor("stays held until somebody decides: 1 user: 1 deactivation.");
    await refused.waitFor("Refuse this?");
    refused.type("y");
    expect(await refused.ended()).toBe(0);
    expect((await tenant.all("approvals")).map(({ entry, userIds }) => [entry, userIds])).toEqual([
      [`refusal#${runId}`, [other]],
    ]);
  });

  it("refuse nothing unasked, and take back only what is refused", async () => {
    const runId = await heldRun();
    const piped = await tenant.run(["refuse", runId]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    const early = await tenant.run(["refuse", runId, "--undo"]);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining("nothing was taken back")]);
    const { refusal } = refusalSchema.parse(await tenant.json(["refuse", runId, "--yes"]));
    expect(refusal).not.toHaveProperty("userIds");
    expect((await tenant.run(["refuse", runId, "--undo"])).stdout).toContain("The next run asks again.");
    expect(await tenant.all("approvals")).toEqual([]);
  });

  it("do not decide about a dry run's list, and honour no approval of the time before", async () => {
    const runId = await heldRun();
    const { run } = planSchema.parse(await tenant.json(["plan"]));
    const dry = await tenant.run(["approve", run.runId, "--count", "2"]);
    expect([dry.code, dry.stderr]).toEqual([2, expect.stringContaining("was a dry run, and a dry run's list")]);
    const before = { userIds: ["x"], approvedBy: "lead", validUntil: "2999-01-01T00:00:00.000Z" };
    await tenant.put("approvals", { entry: `approval#${runId}`, ...before });
    expect((await tenant.run(["show", runId])).stdout).toContain("It is not honoured: decide again.");
  });
});

describe("undo", () => {
  it("puts back what a run changed, leaves what has been changed since, and says how to resume", async () => {
    // Two of four may have other names then.
    await tenant.put("settings", { ...(await tenant.settings()), maxDeactivationShare: 0.5 });
    await tenant.syncOnce();
    const agent = userIdOf(tenant.people.agent);
    const administrator = userIdOf(tenant.people.administrator);
    tenant.organisation.rename(tenant.people.agent, { lastName: "Wrong" });
    tenant.organisation.rename(tenant.people.administrator, { lastName: "Also Wrong" });
    const { runId } = await tenant.syncOnce();
    await tenant.put("roster", { ...(await tenant.user(administrator)), lastName: "Mended by Hand", version: 9 });

    const terminal = tenant.terminal(["undo", runId]);
    await terminal.waitFor("lastName: Wrong -> García Márquez");
    await terminal.waitFor("stays: ");
    await terminal.waitFor("Put back 1 changes and set mode to plan?");
    terminal.type("y");
    await terminal.waitFor("`mode` is now plan");
    await terminal.waitFor("npx user-sync settings set mode=apply");
    expect(await terminal.ended()).toBe(0);
    expect(await tenant.user(agent)).toMatchObject({ lastName: "García Márquez" });
    expect(await tenant.user(administrator)).toMatchObject({ lastName: "Mended by Hand" });
    expect(await tenant.settings()).toMatchObject({ mode: "plan" });
  });

  it("changes nothing after no, and nothing unasked", async () => {
    await tenant.syncOnce();
    tenant.organisation.rename(tenant.people.agent, { lastName: "Wrong" });
    const { runId } = await tenant.syncOnce();
    const terminal = tenant.terminal(["undo", runId]);
    await terminal.waitFor("Put back");
    terminal.type("n");
    expect(await terminal.ended()).toBe(130);
    const piped = await tenant.run(["undo", runId]);
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    expect(await tenant.user(userIdOf(tenant.people.agent))).toMatchObject({ lastName: "Wrong" });
    const { changes, run } = undoSchema.parse(await tenant.json(["undo", runId, "--yes"]));
    expect([changes.length, run?.trigger, run?.undoOf]).toEqual([1, "undo", runId]);
  });

  it("refuses a run that changed nothing", async () => {
    const { run } = planSchema.parse(await tenant.json(["plan"]));
    const dry = await tenant.run(["undo", run.runId, "--yes"]);
    expect([dry.code, dry.stderr]).toEqual([2, expect.stringContaining("is no run of tenant")]);
    await tenant.syncOnce();
    const { runId } = await tenant.syncOnce();
    expect(await tenant.run(["undo", runId, "--yes"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("There is nothing to put back."),
    });
    expect(await tenant.settings()).not.toHaveProperty("mode");
  });
});
