import { beforeEach, expect, test } from "vitest";
import { runId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { approvalHours, approveHeld, type HeldList, heldListOf, maxApproved } from "#shared/operator/held-list.ts";
import { crew, linked, range } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

const staying = range(11, 12);
const leaving = range(31, 6);
let world: OperatorWorld;
let run: RunRecord;
beforeEach(async () => {
  world = new OperatorWorld(crew(...staying));
  for (const n of [...staying, ...leaving]) world.user(linked(n));
  run = await world.run();
});

const listOf = async (id = run.runId): Promise<HeldList> =>
  (await heldListOf({ tenantId: tenant, runId: id }, world.operator)) ?? expect.fail("there is no such run");
const approve = async (userIds: readonly string[]) =>
  approveHeld({ list: await listOf(), userIds, onBehalf }, world.operator);
const ids = (list: HeldList) => list.held.map(({ record }) => record.userId);

test("a held list names whom the run holds, and nobody has approved it", async () => {
  expect(run.status).toBe("held");
  const list = await listOf();
  expect(ids(list)).toEqual(leaving.map((n) => `rc-${n}`));
  expect(list.run.runId).toBe(run.runId);
  expect(list.approval).toBeUndefined();
});

test("there is none of a run that does not exist", async () => {
  const request = { tenantId: tenant, runId: runId("01JNB2Q9T1X4W7C9Z3E5G7K9M1") };
  expect(await heldListOf(request, world.operator)).toBeUndefined();
});

test("a dry run holds nothing that could be approved", async () => {
  const dryRun = await world.run({ mode: "plan" });
  expect(ids(await listOf(dryRun.runId))).toEqual([]);
});

test("what is approved for these users is applied by the next run, for them alone", async () => {
  const approved = await approve(["rc-31", "rc-33", "rc-31"]);
  const now = world.clock.now();
  expect(approved).toEqual({
    kind: "approved",
    approval: {
      runId: run.runId,
      userIds: ["rc-31", "rc-33"],
      approvedBy: onBehalf.by,
      approvedAt: now.toISOString(),
      validUntil: new Date(now.getTime() + approvalHours * 3_600_000).toISOString(),
    },
  });
  expect((await listOf()).approval).toMatchObject({ userIds: ["rc-31", "rc-33"] });
  const next = await world.run();
  const deactivated = Object.entries(await world.outcomes(next.runId)).filter(([, what]) => what.endsWith("applied"));
  expect(deactivated.map(([id]) => id)).toEqual(expect.arrayContaining(["rc-31", "rc-33"]));
});

test("an approval that a run has used is not replaced, and says which run", async () => {
  await approve(leaving.map((n) => `rc-${n}`));
  const next = await world.run();
  expect(next.changes.deactivated).toBe(leaving.length);
  expect(await approve(["rc-31"])).toEqual({ kind: "used", by: next.runId });
});

test("ids that the run does not hold are told, and nothing is stored", async () => {
  expect(await approve(["rc-31", "rc-11", "nobody"])).toEqual({ kind: "unknown", userIds: ["rc-11", "nobody"] });
  expect(await approve([])).toEqual({ kind: "unknown", userIds: [] });
  expect((await listOf()).approval).toBeUndefined();
});

test("more users than one item holds are not approved at once", async () => {
  const list = await listOf();
  const [one = expect.fail("nobody is held")] = list.held;
  const userIds = Array.from({ length: maxApproved + 1 }, () => one.record.userId);
  expect(await approveHeld({ list, userIds, onBehalf }, world.operator)).toEqual({
    kind: "too-many",
    most: maxApproved,
  });
});
