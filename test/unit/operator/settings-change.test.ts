import { beforeEach, expect, test } from "vitest";
import { proposeSettings, saveSettings } from "#shared/operator/settings-change.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld();
});
const propose = (texts: Readonly<Record<string, string>>) =>
  proposeSettings({ tenantId: tenant, texts }, world.operator);
const change = async (texts: Readonly<Record<string, string>>) =>
  saveSettings({ proposal: await propose(texts), onBehalf }, world.operator);
const noted = () => world.history.settingsChanges(tenant, 10);

test("a proposal writes nothing, and tells what would change, sorted", async () => {
  const before = world.settings.item(tenant);
  const { differences, faults } = await propose({ subAccountIds: "701", runDailyAtUtc: " 03:30 " });
  expect(faults).toEqual([]);
  expect(differences).toEqual([
    { attribute: "runDailyAtUtc", before: undefined, after: "03:30" },
    { attribute: "subAccountIds", before: ["701", "702"], after: ["701"] },
  ]);
  expect(world.settings.item(tenant)).toEqual(before);
});

test("the value that is there already is no difference", async () => {
  expect((await propose({ clientId: "app-1" })).differences).toEqual([]);
});

test.each([
  ["serviceEnabled", "false", false],
  ["maxDeactivationShare", "0.5", 0.5],
  ["subAccountIds", "701, 702,", ["701", "702"]],
  ["mode", "plan", "plan"],
])("%s=%s is saved as %j", async (name, text, value) => {
  expect(await change({ [name]: text })).toBe("saved");
  expect(world.settings.item(tenant)?.[name]).toEqual(value);
});

test("an empty text takes the attribute away", async () => {
  world.change({ mode: "plan" });
  expect(await change({ mode: "" })).toBe("saved");
  expect(world.settings.item(tenant)).not.toHaveProperty("mode");
});

test("every fault is told at once, things that are referred to included, and nothing can be saved", async () => {
  const before = world.settings.item(tenant);
  const proposal = await propose({ runDailyAtUtc: "25:00", defaultActivityId: "99", tyop: "x" });
  expect(proposal.faults.map(({ attribute }) => attribute).toSorted()).toEqual([
    "defaultActivityId",
    "runDailyAtUtc",
    "tyop",
  ]);
  await expect(saveSettings({ proposal, onBehalf }, world.operator)).rejects.toThrow(/faults/);
  expect(world.settings.item(tenant)).toEqual(before);
  expect(await noted()).toEqual([]);
});

test("a secret that is given as a setting is a fault, and is repeated nowhere", async () => {
  const proposal = await propose({ clientSecret: "Sesame-4713" });
  expect(proposal.faults).toMatchObject([{ attribute: "clientSecret" }]);
  expect(JSON.stringify([proposal.faults, proposal.differences])).not.toContain("Sesame-4713");
});

test("what is saved is on record with who did it, as the values in force", async () => {
  await change({ mode: "plan" });
  expect(await noted()).toMatchObject([
    {
      change: {
        at: world.clock.now().toISOString(),
        by: onBehalf.by,
        before: { clientId: "app-1" },
        after: { clientId: "app-1", mode: "plan" },
        valid: true,
        faults: [],
      },
    },
  ]);
});

test("what somebody else has saved since the proposal is not overwritten, and nothing is on record", async () => {
  const proposal = await propose({ mode: "plan" });
  world.change({ runDailyAtUtc: "05:00" });
  expect(await saveSettings({ proposal, onBehalf }, world.operator)).toBe("stale");
  expect(world.settings.item(tenant)).toMatchObject({ runDailyAtUtc: "05:00" });
  expect(world.settings.item(tenant)).not.toHaveProperty("mode");
  expect(await noted()).toEqual([]);
});

test("a setting that a parameter supplies is shown as it would be, and the parameter stays", async () => {
  world.settings.putParameter(tenant, "runDailyAtUtc", "04:00");
  const { differences, parsed } = await propose({ runDailyAtUtc: "03:30" });
  expect(differences).toEqual([{ attribute: "runDailyAtUtc", before: "04:00", after: "03:30" }]);
  expect(parsed.shadowed).toEqual(["runDailyAtUtc"]);
});
