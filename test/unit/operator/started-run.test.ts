import { beforeEach, expect, test } from "vitest";
import { startRun, stateOfRun } from "#shared/operator/started-run.ts";
import { crew } from "#test/unit/run/crew.ts";
import { tenant } from "#test/unit/run/sync-world.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

let world: OperatorWorld;
beforeEach(() => {
  world = new OperatorWorld(crew(11, 12));
});
const start = () => startRun({ wanted: { trigger: "manual", mode: "plan" }, onBehalf }, world.operator);

test("a run is asked for with who asks and a mark that no other run has", async () => {
  const [first, second] = [await start(), await start()];
  expect(world.starter.started).toEqual([first.event, second.event]);
  expect(first.event).toMatchObject({ tenantId: tenant, trigger: "manual", mode: "plan" });
  expect(first.event.requestedBy).toMatch(/^arn:aws:iam::111122223333:user\/operator \([0-9A-Z]{26}\)$/);
  expect(first.event.requestedBy).not.toBe(second.event.requestedBy);
});

test("whoever asks with a long name is cut, not the mark", async () => {
  const wanted = { trigger: "manual" } as const;
  const { event } = await startRun({ wanted, onBehalf: { ...onBehalf, by: "x".repeat(400) } }, world.operator);
  expect(event.requestedBy).toHaveLength(256);
  expect(event.requestedBy).toMatch(/^x+ \([0-9A-Z]{26}\)$/);
});

test("a run that has not begun is waited for, whatever other runs do", async () => {
  const started = await start();
  await world.run({ requestedBy: "somebody else" });
  expect(await stateOfRun(started, world.operator)).toEqual({ kind: "waiting" });
});

test("a run that goes on tells its progress", async () => {
  const started = await start();
  let seen: unknown;
  world.roster.list = async () => {
    seen ??= await stateOfRun(started, world.operator);
    return [];
  };
  await world.run(started.event);
  expect(seen).toMatchObject({
    kind: "going",
    run: { requestedBy: started.event.requestedBy },
    progress: { phase: "reading" },
  });
});

test("a run that has ended is told whole, also when the clocks differ by less than a minute", async () => {
  const started = await start();
  const run = await world.runNow(started.event);
  expect(await stateOfRun(started, world.operator)).toMatchObject({ kind: "ended", run: { runId: run.runId } });
  const later = { ...started, at: new Date(started.at.getTime() + 59_000) };
  expect(await stateOfRun(later, world.operator)).toMatchObject({ kind: "ended" });
});
