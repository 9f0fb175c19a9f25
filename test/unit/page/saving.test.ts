import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captureOutput } from "#test/contracts/captured-output.ts";
import { type PageWorld, pageArn, requestId, saveArn, startPageWorld } from "./page-world.ts";
import { attribute, textOf } from "./shown.ts";

const save = "Check and save…";
const store = "Try and store the secrets";
const by = `console 111122223333 ${requestId}`;

let world: PageWorld;
let output: readonly unknown[];
beforeEach(async () => {
  world = await startPageWorld();
  output = captureOutput();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const settingsChanges = async () =>
  (await world.items("history")).filter(({ entry }) => String(entry).startsWith("settings#"));

describe("saving settings", () => {
  it("shows the difference, saves exactly that, and records who and from where", async () => {
    const form = await world.open();
    const shown = await world.press(form, save, { runDailyAtUtc: "03:30", serviceEnabled: "true" });
    expect(shown.text).toContain("Save these changes?");
    expect(shown.text).toMatch(/Run daily at \(UTC\)\(default\)03:30/);
    expect(await world.item("settings")).not.toHaveProperty("runDailyAtUtc");

    const saved = await world.press(shown, "Save", { runDailyAtUtc: "09:09" });
    expect(saved.text).toContain("Saved.");
    expect(await world.item("settings")).toMatchObject({ runDailyAtUtc: "03:30", serviceEnabled: true });
    const [change, ...more] = await settingsChanges();
    expect(more).toEqual([]);
    expect(change).toMatchObject({ by, valid: true, after: { runDailyAtUtc: "03:30" } });
    // The form that comes back stands on what was saved.
    expect(saved.value(saved.field("runDailyAtUtc"))).toBe("03:30");
    expect((await world.press(saved, save, { mode: "plan" })).text).toContain("Save these changes?");
  });

  it("puts each fault beside its field, keeps what was typed, and saves nothing", async () => {
    const before = await world.item("settings");
    const shown = await world.press(await world.open(), save, { runDailyAtUtc: "25:00", maxDeactivationShare: "lots" });
    for (const name of ["runDailyAtUtc", "maxDeactivationShare"]) {
      const field = shown.field(name);
      expect(attribute(field, "aria-invalid")).toBe("true");
      const [error] = (attribute(field, "aria-describedby") ?? "").split(" ").slice(-1);
      expect(textOf(shown.byId(error ?? "") as never)).toContain("expected");
    }
    expect(shown.value(shown.field("runDailyAtUtc"))).toBe("25:00");
    expect(await world.item("settings")).toEqual(before);
  });

  it("says what a number beyond its bound counts as, before it is saved and beside its field", async () => {
    const told = "0.9 counts as 0.5, the largest value allowed";
    const shown = await world.press(await world.open(), save, { maxDeactivationShare: "0.9" });
    expect(shown.text).toContain(`Safeguard: largest share of users: ${told}.`);
    const saved = await world.press(shown, "Save");
    expect(await world.item("settings")).toMatchObject({ maxDeactivationShare: 0.9 });
    expect(attribute(saved.field("maxDeactivationShare"), "aria-describedby")).toContain("maxDeactivationShare-limit");
    expect(textOf(saved.byId("usync-maxDeactivationShare-limit") as never)).toBe(told);
    expect(attribute(saved.field("maxDeactivationShare"), "aria-invalid")).toBeUndefined();
  });

  it("refuses a stale form with both versions, and keeps what was typed on top of what was saved", async () => {
    const mine = await world.open();
    const theirs = await world.press(await world.open(), save, { mode: "plan" });
    await world.press(theirs, "Save");

    const refused = await world.press(mine, save, { runDailyAtUtc: "03:30" });
    expect(refused.text).toContain("somebody else has changed the settings");
    expect(refused.text).toContain(by);
    expect(refused.text).toMatch(/Mode\(not set\)plannot changed/);
    expect(refused.text).toMatch(/Run daily at \(UTC\)\(not set\)the same03:30/);
    expect(refused.value(refused.field("runDailyAtUtc"))).toBe("03:30");
    expect(refused.value(refused.field("mode"))).toBe("plan");
    expect(await world.item("settings")).not.toHaveProperty("runDailyAtUtc");

    await world.press(await world.press(refused, save), "Save");
    expect(await world.item("settings")).toMatchObject({ runDailyAtUtc: "03:30", mode: "plan" });
  });

  it("refuses a confirmation that has become stale", async () => {
    const shown = await world.press(await world.open(), save, { runDailyAtUtc: "03:30" });
    await world.put("settings", { ...(await world.item("settings")), mode: "plan" });
    expect((await world.press(shown, "Save")).text).toContain("somebody else has changed the settings");
    expect(await world.item("settings")).not.toHaveProperty("runDailyAtUtc");
  });

  it("mends a value of the wrong type, which has the same text as the right one", async () => {
    await world.put("settings", { ...(await world.item("settings")), serviceEnabled: "true" });
    const form = await world.open();
    expect(attribute(form.field("serviceEnabled"), "aria-invalid")).toBe("true");
    await world.press(await world.press(form, save), "Save");
    expect(await world.item("settings")).toMatchObject({ serviceEnabled: true });
  });

  it("takes sub-accounts in and leaves them out as they were chosen, in the order that they had", async () => {
    const form = await world.open({ view: "settings", list: "sub-accounts" });
    await world.press(await world.press(form, save, { "subAccount:15910001": "out" }), "Save");
    expect(await world.item("settings")).toMatchObject({ subAccountIds: ["15910002"] });
  });

  it("sets up a tenant that has no settings yet", async () => {
    const { tenantId: _, ...wanted } = (await world.item("settings")) ?? {};
    await world.remove("settings");
    const shown = await world.press(await world.open(), save, wanted);
    expect((await world.press(shown, "Save")).text).toContain("Saved.");
    expect(await world.item("settings")).toMatchObject({ clientId: wanted["clientId"] });
  });

  it("reads and checks the settings once for each press; the save itself looks once more", async () => {
    const reads = () => {
      const operations = world.aws.requests.entries.map(({ operation, table }) => `${operation} ${table ?? ""}`);
      world.aws.requests.clear();
      const count = (one: string) => operations.filter((operation) => operation === one).length;
      const { settings, organization, roster } = world.aws.tables;
      return {
        settings: count(`GetItem ${settings}`),
        parameters: count("GetParametersByPath "),
        references: count(`GetItem ${organization}`) + count(`GetItem ${roster}`),
      };
    };
    const form = await world.open();
    reads();
    const shown = await world.press(form, save, { runDailyAtUtc: "03:30" });
    expect(reads()).toEqual({ settings: 1, parameters: 1, references: 3 });
    await world.press(shown, "Save");
    expect(reads()).toEqual({ settings: 2, parameters: 1, references: 3 });
  });

  it("says that nothing would change", async () => {
    expect((await world.press(await world.open(), save)).text).toContain("Nothing would change.");
  });
});

describe("storing secrets", () => {
  it("tries the login once, stores, keeps the one that was not typed, and shows neither", async () => {
    const { clientSecret, jwt } = world.credentials;
    world.aws.secrets.put(world.secretId, JSON.stringify({ clientSecret, jwt: "REPLACE_ME" }));
    const settings = await world.open();
    expect(textOf(settings.byId("usync-jwt-source") as never)).toBe("JWT: missing");
    const form = await world.press(settings, "Store secrets…", { runDailyAtUtc: "03:30" });
    const shown = await world.press(form, store, { jwt });
    expect(shown.text).toContain("Stored: the login works.");
    expect(JSON.parse(await world.secret())).toEqual({ clientSecret, jwt });
    // What was typed in the settings before is still there.
    expect(shown.value(shown.field("runDailyAtUtc"))).toBe("03:30");
    expect(shown.html + JSON.stringify(output)).not.toContain(jwt);
    expect(logins()).toBe(1);
  });

  it("stores nothing that RingCentral refuses, after one try, and lets it be typed again", async () => {
    const before = await world.secret();
    const form = await world.press(await world.open(), "Store secrets…");
    const shown = await world.press(form, store, { clientSecret: "wrong-secret-4711" });
    expect(shown.text).toContain("Nothing was stored. RINGCENTRAL_REJECTED");
    expect(await world.secret()).toBe(before);
    expect(shown.html + JSON.stringify(output)).not.toContain("wrong-secret-4711");
    expect(logins()).toBe(1);
    expect((await world.press(shown, store, {})).text).toContain("No secret was typed");
  });

  it("stores nothing under settings that nobody has seen", async () => {
    const form = await world.press(await world.open(), "Store secrets…");
    await world.put("settings", { ...(await world.item("settings")), mainAccountId: "666" });
    const shown = await world.press(form, store, { ...world.credentials });
    expect(shown.text).toContain("Nothing was changed");
    expect(logins()).toBe(0);
  });

  const logins = () => world.ringCentral.requests.filter(({ path }) => path.includes("/oauth/token")).length;
});

describe("runs", () => {
  it("asks for a run and for a dry run in the viewer's name, after saying what they do", async () => {
    const events: unknown[] = [];
    world.aws.onInvoke(async (event) => events.push(event));
    const runs = await world.open({ view: "runs" });
    const run = await world.press(runs, "Run now…");
    expect(run.text).toContain("writes to the roster.");
    const dryRun = await world.press(runs, "Dry run…");
    expect(dryRun.text).toContain("It writes nothing to the roster.");
    expect(events).toEqual([]);
    expect((await world.press(run, "Start")).text).toContain("The run has been asked for");
    await world.press(dryRun, "Start");
    await world.aws.settled();
    expect(events).toEqual([
      { tenantId: "default", trigger: "manual", requestedBy: expect.stringContaining(by) },
      { tenantId: "default", trigger: "manual", mode: "plan", requestedBy: expect.stringContaining(by) },
    ]);
  });

  it("starts none under settings that nobody has seen", async () => {
    const shown = await world.press(await world.open({ view: "runs" }), "Run now…");
    await world.put("settings", { ...(await world.item("settings")), mode: "plan" });
    expect((await world.press(shown, "Start")).text).toContain("Nothing was started");
  });
});

describe("an event that no button has made", () => {
  const page = pageArn;
  const nonce = "6d67e385-053d-4622-a56f-b25bcef23083";
  const writes = () =>
    world.aws.requests.entries.filter(
      ({ operation, table }) => /^(Put|Update|Delete|Create|Invoke)/.test(operation) && table !== world.aws.tables.work,
    );

  it.each([{}, { nonce }])("writes nothing, with %j", async (forged) => {
    const [, version = ""] = /"version":"([0-9a-f]{64})"/.exec((await world.open()).html) ?? [];
    const texts = { serviceEnabled: "false" };
    const forms = { forms: { all: { ...world.credentials } } };
    world.aws.requests.clear();
    for (const action of ["save", "save-confirmed", "store-secrets", "run", "dry-run"])
      await world.call(saveArn, { action, page, version, texts, ...forged, widgetContext: forms });
    expect(writes()).toEqual([]);
    expect(world.ringCentral.requests).toEqual([]);
  });

  it("cannot bring the confirmation of something else", async () => {
    const shown = await world.press(await world.open(), save, { runDailyAtUtc: "03:30" });
    const { payload } = shown.action("Save");
    world.aws.requests.clear();
    const other = await world.call(saveArn, { ...payload, texts: { serviceEnabled: "false" } });
    await world.call(saveArn, { ...payload, action: "run" });
    await world.call(saveArn, { ...payload, tenantId: "another" });
    expect(writes()).toEqual([]);
    expect(other.text).toContain("Save these changes?");
    // And has not used it up.
    expect((await world.press(shown, "Save")).text).toContain("Saved.");
  });

  it("cannot bring the same confirmation again", async () => {
    const shown = await world.press(await world.open({ view: "runs" }), "Dry run…");
    expect((await world.press(shown, "Start")).text).toContain("has been asked for");
    expect((await world.press(shown, "Start")).text).toContain("a confirmation is good once");
  });
});

describe("Stop", () => {
  const by = `console 111122223333 ${requestId}`;
  const runId = "01JNB2Q9T1X4W7C9Z3E5G7K9M1";
  const request = () => world.item("work", { tenantId: undefined, area: "control#default", entry: "stop" });

  it("asks the run that goes on to end and switches the service off", async () => {
    await world.put("settings", { ...(await world.item("settings")), serviceEnabled: true });
    const until = new Date(Date.now() + 60_000).toISOString();
    const progress = { phase: "applying", done: 512, total: 3000 };
    await world.put("history", { entry: "lease", runId, since: until, until, progress, unclosed: [] });
    const runs = await world.open({ view: "runs" });
    const asked = await world.press(runs, "Stop…");
    expect(asked.text).toContain("the service is switched off");
    expect(await request()).toBeUndefined();
    const shown = await world.press(asked, "Stop");
    expect(shown.text).toContain(`Run ${runId} was asked to stop (applying, 512 of 3000).`);
    expect(shown.text).toContain('To go on, set "Service enabled?" to Yes under Settings, then press Run now.');
    expect(await request()).toMatchObject({ runId, by });
    expect(await world.item("settings")).toMatchObject({ serviceEnabled: false });
    expect(await settingsChanges()).toMatchObject([{ by, after: { serviceEnabled: false } }]);
  });

  it("says so where no run is going on", async () => {
    const shown = await world.press(await world.press(await world.open({ view: "runs" }), "Stop…"), "Stop");
    expect(shown.text).toContain("No run is going on: there is none to stop. The service was off already");
    expect(await request()).toBeUndefined();
  });
});

describe("the log", () => {
  it("holds ids and words: no name, no e-mail, nothing that was typed, also of a failure", async () => {
    await world.open({ view: "people" }, { forms: { who: "García" } });
    await world.press(await world.open(), save, { clientId: "typed-client-id", runDailyAtUtc: "25:00" });
    world.aws.faults.add({ service: "dynamodb", operation: "GetItem", kind: "access-denied" });
    const shown = await world.open({}, { forms: { who: "García", jwt: "typed-jwt" } });
    expect(shown.text).toContain("This cannot be shown");
    expect((await world.open()).text).toContain("General Settings");
    const log = JSON.stringify(output);
    expect(log).toContain("page.failed");
    expect(log).toContain("page.saved");
    expect(log).not.toMatch(/García|jose@|typed-|25:00/);
  });
});
