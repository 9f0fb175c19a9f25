import { expect, it } from "vitest";
import { Workload } from "#shared/adapters/ringcentral/workload.ts";

it("is what was planned less what was settled", () => {
  const workload = new Workload();
  expect(workload.remaining()).toBe(0);
  workload.plan(3);
  workload.plan(2);
  workload.settle(1);
  expect(workload.remaining()).toBe(4);
});

it("is never less than nothing", () => {
  const workload = new Workload();
  workload.plan(1);
  workload.settle(2);
  workload.plan(1);
  expect(workload.remaining()).toBe(1);
});
