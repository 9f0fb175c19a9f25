import { beforeEach, expect, test } from "vitest";
import { runId, userId } from "#shared/domain/ids.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { type HeldDecision, heldDigest } from "#shared/domain/safeguards/held-decision.ts";
import { type HeldList, heldListOf, proposeHeldDecision, storeHeldDecision } from "#shared/operator/held-list.ts";
import { crew, linked, range } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

const staying = range(11, 12);
const leaving = range(31, 6);
const everybody = leaving.map((n) => `rc-${n}`);
let world: OperatorWorld;
let run: RunRecord;
beforeEach(async () => {
  world = new OperatorWorld(crew(...staying));
  for (const n of [...staying, ...leaving]) world.user(linked(n));
  run = await world.run();
});

const listOf = async (id = run.runId): Promise<HeldList> =>
  (await heldListOf({ tenantId: tenant, runId: id }, world.operator)) ?? expect.fail("there is no such run");
const decide = async (kind: HeldDecision["kind"], only?: readonly string[]) => {
  const proposed = proposeHeldDecision({ kind, list: await listOf(), ...(only === undefined ? {} : { only }) });
  return proposed.kind === "proposed" ? storeHeldDecision(proposed, onBehalf, world.operator) : proposed;
};

test("a held list names whom the run holds, and nobody has decided about it", async () => {
  expect(run.status).toBe("held");
  const list = await listOf();
  expect(list.userIds).toEqual(everybody);
  expect(list.digest).toBe(heldDigest(list.held));
  expect([list.run.runId, list.decision]).toEqual([run.runId, undefined]);
});

test("there is none of a run that does not exist", async () => {
  const request = { tenantId: tenant, runId: runId("01JNB2Q9T1X4W7C9Z3E5G7K9M1") };
  expect(await heldListOf(request, world.operator)).toBeUndefined();
});

test.each(["approval", "refusal"] as const)("a dry run's list cannot be decided by %s", async (kind) => {
  const dryRun = await world.run({ mode: "plan" });
  const list = await listOf(dryRun.runId);
  expect(list.userIds).toEqual(everybody);
  expect(proposeHeldDecision({ kind, list })).toEqual({ kind: "dry-run" });
});

test("a decision about the whole list names its digest and no ids", async () => {
  const { digest } = await listOf();
  const decision = { kind: "refusal", runId: run.runId, digest, by: onBehalf.by, at: world.clock.now().toISOString() };
  expect(await decide("refusal")).toEqual({ kind: "decided", decision });
  expect((await listOf()).decision).toEqual(decision);
});

test("a decision about a part names whichever are fewer, and tells the rest", async () => {
  const list = await listOf();
  const few = proposeHeldDecision({ kind: "approval", list, only: ["rc-31", "rc-33", "rc-31"] });
  expect(few).toMatchObject({ kind: "proposed", decision: { userIds: ["rc-31", "rc-33"] } });
  expect(few.kind === "proposed" && few.rest.map(({ userId }) => userId)).toEqual(["rc-32", "rc-34", "rc-35", "rc-36"]);
  const many = proposeHeldDecision({ kind: "approval", list, only: everybody.slice(1) });
  expect(many).toMatchObject({ kind: "proposed", decision: { except: ["rc-31"] } });
  expect(many).not.toHaveProperty("decision.userIds");
});

test("what is approved for these users is applied by the next run, for them alone", async () => {
  await decide("approval", ["rc-31", "rc-33"]);
  const next = await world.run();
  const outcomes = await world.outcomes(next.runId);
  const applied = Object.keys(outcomes).filter((id) => outcomes[id] === "deactivate applied");
  expect(applied).toEqual(["rc-31", "rc-33"]);
});

test("an approval that a run has used stands, and says which run", async () => {
  await decide("approval");
  const next = await world.run();
  expect(next.changes.deactivated).toBe(leaving.length);
  expect(await decide("refusal")).toEqual({ kind: "used", by: next.runId });
});

test("one that is used while somebody looks at the list stands as well", async () => {
  await decide("approval");
  const proposed = proposeHeldDecision({ kind: "refusal", list: await listOf() });
  const next = await world.run();
  if (proposed.kind !== "proposed") throw new Error(proposed.kind);
  expect(await storeHeldDecision(proposed, onBehalf, world.operator)).toEqual({ kind: "used", by: next.runId });
});

test("ids that the run does not hold are told, and nothing is stored", async () => {
  expect(await decide("approval", ["rc-31", "rc-11", "nobody"])).toEqual({
    kind: "unknown",
    userIds: ["rc-11", "nobody"],
  });
  expect(await decide("approval", [])).toEqual({ kind: "nobody" });
  expect((await listOf()).decision).toBeUndefined();
});

test("neither a list that is not whole yet nor an empty one can be decided", async () => {
  const list = await listOf();
  const { finishedAt: _finishedAt, ...going } = list.run;
  expect(proposeHeldDecision({ kind: "approval", list: { ...list, run: going } })).toEqual({ kind: "not-ended" });
  const empty = { ...list, held: [], userIds: [] };
  expect(proposeHeldDecision({ kind: "approval", list: empty })).toEqual({ kind: "nothing-held" });
});

test("a part names 5,000 users or leaves out 5,000 at most", async () => {
  const list = await listOf();
  const [one = expect.fail("nobody is held")] = list.held;
  const held = range(1, 12_000).map((n) => ({ ...one, userId: userId(`rc-${n}`) }));
  const large = { ...list, held, userIds: held.map(({ userId }) => userId) };
  const proposed = (count: number) =>
    proposeHeldDecision({ kind: "approval", list: large, only: large.userIds.slice(0, count) });
  expect(proposed(5_001)).toEqual({ kind: "too-many", most: 5_000 });
  expect(proposed(6_999)).toEqual({ kind: "too-many", most: 5_000 });
  expect([proposed(5_000).kind, proposed(7_000).kind, proposed(12_000).kind]).toEqual(Array(3).fill("proposed"));
});
