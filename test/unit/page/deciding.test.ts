import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captureOutput } from "#test/contracts/captured-output.ts";
import { approveArn, type PageWorld, pageArn, requestId, saveArn, startPageWorld } from "./page-world.ts";
import type { Shown } from "./shown.ts";
import { textOf } from "./shown.ts";

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

const stored = (runId: string, kind = "approval") => world.item("approvals", { entry: `${kind}#${runId}` });
const open = (runId: string) => world.open({ view: "run", runId });
const labels = (shown: Shown) => shown.all("button").map(textOf);
const three = ["leaver", "gone", "away"];

describe("approving", () => {
  it("shows who and what, and takes it from who types how many there are", async () => {
    const user = { userId: "leaver", firstName: "Dana", lastName: "Leaver", role: "Agent", status: "Active" };
    await world.put("roster", user);
    const runId = await world.holdingRun(["leaver", "gone"]);
    const shown = await world.press(await open(runId), "Approve…");
    expect(shown.text).toContain("Dana Leaver");
    expect(shown.text).toContain("This lets the next run change 2 users: 2 deactivations.");
    const mistyped = await world.press(shown, "Approve", { count: "1" });
    expect(mistyped.text).toContain("2 would be approved. Nothing was decided.");
    expect((await world.press(shown, "Approve")).text).toContain("No number was typed");
    expect(await stored(runId)).toBeUndefined();

    const approved = await world.press(mistyped, "Approve", { count: "2" });
    expect(approved.text).toMatch(/Approved for 2 users of 2 by .*, valid until/);
    expect(await stored(runId)).toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), by });
    expect(await stored(runId)).not.toHaveProperty("userIds");
    expect(JSON.stringify(output)).toContain("page.decided");
  });

  it("of a part says whom it refuses before it is confirmed, and can be asked about again", async () => {
    const runId = await world.holdingRun(three, {
      changes: { away: { kind: "update", risk: "gain-administrator", after: { role: "Administrator" }, before: {} } },
    });
    const shown = await world.press(await open(runId), "Approve…", { only: "gone" });
    expect(shown.text).toContain("This lets the next run change 1 user: 1 deactivation.");
    expect(shown.text).toContain(
      "refuses what it leaves out, for 30 days: 2 users: 1 deactivation and 1 new Administrator.",
    );
    const approved = await world.press(shown, "Approve", { count: "1" });
    expect(await stored(runId)).toMatchObject({ userIds: ["gone"] });
    expect(approved.text).toContain("The rest is refused, valid until");

    const asked = await world.press(approved, "Take the refusal back…");
    expect(await stored(runId)).not.toHaveProperty("restOpen");
    expect((await world.press(asked, "Take the refusal back")).text).toContain("the next run asks again");
    expect(await stored(runId)).toMatchObject({ userIds: ["gone"], restOpen: true });
  });

  it("says what becomes of a hand-made user's role, and how to keep it", async () => {
    const user = { userId: "hand", firstName: "Kim", lastName: "Handmade", role: "Scheduler", status: "Active" };
    await world.put("roster", user);
    const link = { kind: "link", risk: "link", before: { role: "Scheduler" }, after: { role: "Agent" } };
    const runId = await world.holdingRun(["hand"], { changes: { hand: link } });
    const { text } = await open(runId);
    expect(text).toContain("link of a hand-made user above Agent");
    expect(text).toContain("Scheduler becomes Agent");
    expect(text).toContain("protectedUserIds");
  });

  it("is stored for the list that was looked at, and for no other", async () => {
    const runId = await world.holdingRun(["leaver"]);
    const shown = await world.press(await open(runId), "Approve…");
    const { payload } = shown.action("Approve");
    const forms = (count: string) => ({ widgetContext: { forms: { all: { count } } } });
    const other = await world.holdingRun(["leaver", "gone"]);
    await world.call(approveArn, { ...payload, runId: other, ...forms("2") });
    expect(await stored(other)).toBeUndefined();

    // The list has changed since.
    await world.put("history", {
      ...{ entry: `change#${runId}#000002`, mode: "apply", kind: "deactivate", userId: "new", outcome: "held" },
      ...{ before: {}, after: { status: "Inactive" }, reason: "", actor: "a", at: new Date().toISOString() },
    });
    const again = await world.call(approveArn, { ...payload, ...forms("2") });
    expect(again.text).toContain("Nothing was changed");
    expect(await stored(runId)).toBeUndefined();
  });

  it("is neither offered nor taken for a dry run's list, and not again for one that was used", async () => {
    const dryRun = await world.holdingRun(three, { mode: "plan" });
    const shown = await open(dryRun);
    expect(shown.text).toContain("a dry run's list cannot be approved or refused");
    expect(labels(shown)).not.toContain("Approve…");
    const event = { action: "approve", page: pageArn, runId: dryRun };
    expect((await world.call(approveArn, event)).text).toContain("Nothing was decided");

    const used = await world.holdingRun(three);
    const decision = { digest: "d".repeat(64), by, at: new Date().toISOString(), usedBy: dryRun };
    await world.put("approvals", { entry: `approval#${used}`, ...decision });
    expect(labels(await open(used))).not.toContain("Approve…");
    expect((await world.call(approveArn, { ...event, runId: used })).text).toContain(`Run ${dryRun} has used`);
  });

  it("of the time before is not honoured, and the list says so", async () => {
    const runId = await world.holdingRun(three);
    const before = { userIds: three, approvedBy: by, approvedAt: new Date().toISOString() };
    await world.put("approvals", { entry: `approval#${runId}`, ...before, validUntil: "2999-01-01T00:00:00.000Z" });
    expect((await open(runId)).text).toContain("It is not honoured: decide again.");
  });

  it("names who is not held", async () => {
    const runId = await world.holdingRun(three);
    const shown = await world.press(await open(runId), "Approve…", { only: "gone, stranger" });
    expect(shown.text).toContain("does not hold stranger. Nothing was decided.");
  });
});

describe("refusing", () => {
  it("is stored after it was shown, and taken back", async () => {
    const runId = await world.holdingRun(three);
    const shown = await world.press(await open(runId), "Refuse…", { only: "gone away" });
    expect(shown.text).toContain("keeps back, for 30 days");
    expect(shown.text).toContain("What it leaves out stays held until somebody decides: 1 user: 1 deactivation.");
    expect(await stored(runId, "refusal")).toBeUndefined();
    const refused = await world.press(shown, "Refuse");
    expect(await stored(runId, "refusal")).toMatchObject({ except: ["leaver"], by });
    await world.press(await world.press(refused, "Take the refusal back…"), "Take the refusal back");
    expect(await stored(runId, "refusal")).toBeUndefined();
  });
});

describe("an event that no button has made", () => {
  it.each([{}, { nonce: requestId }])("decides nothing, with %j", async (forged) => {
    const runId = await world.holdingRun(three);
    const refusedRun = await world.holdingRun(three);
    const decision = { digest: "d".repeat(64), by, at: new Date().toISOString() };
    await world.put("approvals", { entry: `refusal#${refusedRun}`, ...decision });
    world.aws.requests.clear();
    const widgetContext = { forms: { all: { count: "3" } } };
    for (const action of ["approve", "refuse"])
      await world.call(approveArn, { action, page: pageArn, runId, only: "", ...forged, widgetContext });
    await world.call(approveArn, { action: "reopen", page: pageArn, runId: refusedRun, ...forged });
    const written = world.aws.requests.entries.filter(({ operation }) => /^(Put|Update|Delete)/.test(operation));
    expect(new Set(written.map(({ table }) => table))).toEqual(new Set([world.aws.tables.work]));
  });

  it("cannot approve by the function that saves", async () => {
    const runId = await world.holdingRun(three);
    const shown = await world.call(saveArn, { action: "approve", page: pageArn, runId });
    expect(shown.text).toContain("SETTINGS_INVALID");
  });
});
