import { describe, expect, it } from "vitest";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import type { RunFacts } from "#shared/domain/outcome/run-facts.ts";
import { runOutcome } from "#shared/domain/outcome/run-outcome.ts";
import { startOf } from "#shared/domain/run/run.ts";

const users = ["rc-1", "rc-2", "rc-3"].map(userId);
const records = (["applied", "planned", "failed"] as const).flatMap((outcome, at) =>
  users.slice(at, at + 1).map((user) => ({
    ...({ mode: "apply", kind: "deactivate", outcome, before: { status: "Active" } } as const),
    ...{ userId: user, after: { status: "Inactive" } as const },
  })),
);
const facts: RunFacts = {
  start: startOf(
    { tenantId: tenantId("default"), trigger: "manual" },
    { runId: runId("01J00000000000000000000000"), startedAt: "2026-03-02T02:00:00.000Z" },
  ),
  decided: {
    ...{ plan: { people: 9, unchanged: 6, conflicts: [] }, rosterUsers: 9, digest: "digest", scopeErrors: [] },
    limited: {
      ...{ held: [], refused: [], reasons: [], sourceEmpty: false },
      counted: new Map(users.map((user) => [user, ["deactivate"]] as const)),
    },
  },
};
const counts = (more: Partial<RunFacts>) => runOutcome({ ...facts, ...more }, "2026-03-02T02:09:00.000Z").record.risky;

describe("what later runs count of a run", () => {
  it("is what was changed, and what may have been changed as long as nobody knows", () => {
    expect(counts({ applied: { records }, intents: "closed" })).toEqual({ deactivate: 1 });
    expect(counts({ applied: { records }, intents: "open" })).toEqual({ deactivate: 2 });
  });

  it("is all that was begun where the run did not come to know what became of it", () => {
    expect(counts({ begun: { deactivate: 3 }, intents: "open" })).toEqual({ deactivate: 3 });
    expect(counts({ intents: "open" })).toEqual({});
  });
});
