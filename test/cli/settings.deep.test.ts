import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkSchema, pilotSchema, proposalSchema, settingsHistorySchema, settingsSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";
import { keys } from "./terminal.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`settings-${count}`);
});
afterAll(() => stage.close());

describe("settings show", () => {
  it("tells every setting in force and where it comes from", async () => {
    stage.aws.ssm.put(`/user-sync/simulated/${tenant.id}/runDailyAtUtc`, "04:15");
    const rows = settingsSchema.parse(await tenant.json(["settings", "show"]));
    const row = (name: string) => rows.find(({ attribute }) => attribute === name);
    expect(row("runDailyAtUtc")).toEqual({ attribute: "runDailyAtUtc", value: "04:15", source: "parameter" });
    expect(row("defaultActivityId")).toEqual({ attribute: "defaultActivityId", value: "12", source: "item" });
    expect(row("maxDeactivations")).toEqual({ attribute: "maxDeactivations", value: 500, source: "default" });
  });

  it("fits 80 columns with a long list of people, all of whom are shown", async () => {
    const people = Array.from({ length: 12 }, (_, n) => `person-${n}@contact-centre.example`);
    await tenant.setUp({ ignoredPeople: people });
    const terminal = tenant.terminal(["settings", "show"]);
    expect(await terminal.ended()).toBe(0);
    expect(Math.max(...terminal.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const one of people) expect(terminal.text).toContain(one);
  });

  it("tells what is wrong beside the setting", async () => {
    await tenant.setUp({ runDailyAtUtc: "26:00", defaultActivityId: "404" });
    const { stdout, code } = await tenant.run(["settings", "show"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/runDailyAtUtc .* 26:00 .*expected/);
    expect(stdout).toMatch(/defaultActivityId .* 404 .*expected/);
  });
});

describe("settings set", () => {
  it("saves nothing after no, and nothing after Ctrl-C", async () => {
    const before = await tenant.settings();
    for (const answer of ["n", keys.enter, keys.ctrlC]) {
      const terminal = tenant.terminal(["settings", "set", "mode=plan"]);
      await terminal.waitFor("Save this?");
      terminal.type(answer);
      await terminal.waitFor("Cancelled: nothing was changed.");
      expect(await terminal.ended()).toBe(130);
    }
    expect(await tenant.settings()).toEqual(before);
  });

  it("asks nothing with --yes, and takes an attribute away without a value", async () => {
    expect(await tenant.run(["settings", "set", "mode=plan", "maxDeactivations=7", "--yes"])).toMatchObject({
      code: 0,
      stdout: "maxDeactivations: (default) -> 7\nmode: (default) -> plan\n",
    });
    expect(await tenant.settings()).toMatchObject({ mode: "plan", maxDeactivations: 7 });
    expect(await tenant.run(["settings", "set", "mode=", "--yes"])).toMatchObject({
      code: 0,
      stdout: "mode: plan -> (default)\n",
    });
    expect(await tenant.settings()).not.toHaveProperty("mode");
  });

  it("names the option where nobody can be asked", async () => {
    const before = await tenant.settings();
    const { code, stderr } = await tenant.run(["settings", "set", "mode=plan"]);
    expect([code, stderr]).toEqual([2, '"Save this?" cannot be asked without a terminal: add --yes\n']);
    expect(await tenant.settings()).toEqual(before);
  });

  it("says what a number beyond its bound counts as, here and wherever the settings are looked at", async () => {
    const told = "0.9 counts as 0.5, the largest value allowed";
    const { code, stderr } = await tenant.run(["settings", "set", "maxDeactivationShare=90%", "--yes"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`maxDeactivationShare: ${told}.\n`)]);
    expect((await tenant.run(["settings", "check"])).stdout).toContain(`maxDeactivationShare: ${told}.`);
    const { bounded } = checkSchema.parse(await tenant.json(["settings", "check"]));
    expect(bounded).toEqual([{ attribute: "maxDeactivationShare", value: 0.9, countsAs: 0.5 }]);
    expect((await tenant.run(["settings", "show"])).stdout).toMatch(
      /maxDeactivationShare +. 0\.5 .* 0\.9 counts as 0\.5/,
    );
    expect((await tenant.run(["doctor"])).stdout).toContain(told);
  });

  it("refuses an unknown name and a faulty value, all at once, and saves nothing", async () => {
    const before = await tenant.settings();
    const { code, stderr } = await tenant.run(["settings", "set", "runDailyAtUct=3", "mode=maybe", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/runDailyAtUct.*runDailyAtUtc/);
    expect(stderr).toMatch(/mode is "maybe": expected .*plan/);
    expect(stderr).toContain("Nothing was saved");
    expect(await tenant.settings()).toEqual(before);
  });

  it("refuses a secret and does not repeat it", async () => {
    const typed = stage.secret("open-sesame-of-the-app");
    const { code, stderr } = await tenant.run(["settings", "set", `clientSecret=${typed}`, "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/clientSecret is .*not shown.*: expected nothing here/);
  });

  it("saves nothing when somebody else has saved between question and answer", async () => {
    const terminal = tenant.terminal(["settings", "set", "mode=plan"]);
    await terminal.waitFor("Save this?");
    await tenant.setUp({ runDailyAtUtc: "05:05" });
    terminal.type("y");
    await terminal.waitFor("Nothing was saved: somebody else has changed the settings meanwhile.");
    expect(await terminal.ended()).toBe(1);
    const { mode, runDailyAtUtc } = (await tenant.settings()) ?? {};
    expect([mode, runDailyAtUtc]).toEqual([undefined, "05:05"]);
  });

  it("says that nothing would change, and asks nothing then", async () => {
    expect(await tenant.run(["settings", "set", "defaultActivityId=12"])).toMatchObject({
      code: 0,
      stdout: "Nothing would change.\n",
    });
  });

  it("prints the proposal as JSON", async () => {
    const proposal = proposalSchema.parse(await tenant.json(["settings", "set", "mode=plan", "--yes"]));
    expect(proposal).toEqual({ differences: [{ attribute: "mode", before: null, after: "plan" }], faults: [] });
  });

  it.each([
    [["set", "mode"], '"mode" is not name=value'],
    [["set", "=plan"], "is not name=value"],
    [["set", "mode=plan", "mode=apply"], "mode stands there twice."],
    [["set"], "missing required argument 'name=value'"],
    [["history", "--limit", "none"], "expected a whole number from 1 to 1000"],
    [["sow"], "Did you mean show?"],
  ])("ends with 2 for %j", async (args, message) => {
    const { code, stderr, stdout } = await tenant.run(["settings", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("settings check", () => {
  it("is content with settings that can be used", async () => {
    expect(await tenant.run(["settings", "check"])).toEqual({
      code: 0,
      stdout: "The settings are valid, and what they refer to exists.\n",
      stderr: "",
    });
  });

  it("tells all faults at once, and what the item hides", async () => {
    await tenant.setUp({ runDailyAtUtc: "noon", impersonatedUserId: "nobody-here" });
    stage.aws.ssm.put(`/user-sync/simulated/${tenant.id}/runDailyAtUtc`, "04:15");
    const { code, stdout } = await tenant.run(["settings", "check"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/runDailyAtUtc is "noon": expected/);
    expect(stdout).toMatch(/impersonatedUserId is "nobody-here": expected/);
    expect(stdout).toContain("The item hides the SSM parameter runDailyAtUtc.");
    const checked = checkSchema.parse(await tenant.json(["settings", "check"]));
    expect(checked).toMatchObject({ valid: false, shadowed: ["runDailyAtUtc"] });
    expect(checked.faults.map(({ attribute }) => attribute).toSorted()).toEqual([
      "impersonatedUserId",
      "runDailyAtUtc",
    ]);
  });
});

describe("settings history", () => {
  it("tells who saved with this program, and what dispatch has noticed by itself, newest first", async () => {
    await stage.tick();
    await tenant.run(["settings", "set", "mode=plan", "--yes"]);
    await stage.tick();
    await tenant.setUp({ mode: "plan", runDailyAtUtc: "25:00" });
    await stage.tick();
    const { stdout } = await tenant.run(["settings", "history"]);
    const told = stdout.split("\n").map((line) => line.replace(/^\S+Z {2}/, ""));
    expect(told.slice(0, 4)).toEqual([
      "noticed by dispatch - faulty: runDailyAtUtc",
      "    runDailyAtUtc: (default) -> 25:00",
      "saved by sandbox",
      "    mode: (default) -> plan",
    ]);
    const [newest] = settingsHistorySchema.parse(await tenant.json(["settings", "history", "--limit", "1"]));
    expect(newest?.change).toMatchObject({ valid: false, faults: [{ attribute: "runDailyAtUtc" }] });
  });

  it("says that there is none", async () => {
    expect((await tenant.run(["settings", "history"])).stdout).toBe("No change of the settings is on record.\n");
  });
});

describe("pilot", () => {
  it("begins with the first person, loses one, and is ended by off alone", async () => {
    const added = await tenant.json(["pilot", "add", "rc:1009", "*@sales.example.com", "--yes"]);
    expect(pilotSchema.parse(added)).toEqual({ before: [], after: ["rc:1009", "*@sales.example.com"] });
    expect(await tenant.run(["pilot", "remove", "rc:1009", "--yes"])).toMatchObject({ code: 0 });
    expect(await tenant.settings()).toMatchObject({ pilotPeople: ["*@sales.example.com"] });
    const last = await tenant.run(["pilot", "remove", "*@sales.example.com", "--yes"]);
    expect([last.code, last.stderr]).toEqual([1, expect.stringContaining("`user-sync pilot off` does that")]);
    expect((await tenant.run(["pilot", "off", "--yes"])).stdout).toBe(
      "pilotPeople: *@sales.example.com -> (default)\n",
    );
    expect(await tenant.settings()).not.toHaveProperty("pilotPeople");
  });

  it("asks before it saves, and changes nothing after no", async () => {
    const terminal = tenant.terminal(["pilot", "add", "rc:1009"]);
    await terminal.waitFor("pilotPeople: (default) -> rc:1009");
    await terminal.waitFor("Save this?");
    terminal.type("n");
    expect(await terminal.ended()).toBe(130);
    expect(await tenant.settings()).not.toHaveProperty("pilotPeople");
  });

  it("says who is not in it, and refuses what names nobody", async () => {
    const stranger = await tenant.run(["pilot", "remove", "rc:4", "--yes"]);
    expect([stranger.code, stranger.stderr]).toEqual([1, "rc:4: not in the pilot, which is off.\n"]);
    const wrong = await tenant.run(["pilot", "add", "not-an-address", "--yes"]);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/^pilotPeople is "[^"]*": expected e-mails .* or source ids /),
    ]);
    expect((await tenant.run(["pilot", "add"])).code).toBe(2);
  });

  it("leaves everybody else alone in the next plan", async () => {
    await tenant.run(["pilot", "add", "jose@aurelia.example", "--yes"]);
    const { stdout } = await tenant.run(["plan"]);
    expect(stdout).toContain("1 created, 3 unchanged");
  });
});
