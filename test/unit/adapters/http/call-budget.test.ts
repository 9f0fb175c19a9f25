import { expect, it } from "vitest";
import { CallBudget } from "#shared/adapters/http/call-budget.ts";

it("is what was planned less what was settled", () => {
  const budget = new CallBudget();
  expect(budget.remaining()).toBe(0);
  budget.expect(3);
  budget.expect(2);
  budget.done(1);
  expect(budget.remaining()).toBe(4);
});

it("is never less than nothing", () => {
  const budget = new CallBudget();
  budget.expect(1);
  budget.done(2);
  budget.expect(1);
  expect(budget.remaining()).toBe(1);
});
