import { describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { abortedRun } from "#shared/domain/run/aborted-run.ts";
import type { StoredRun } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";

const finishedAt = "2026-03-02T02:07:00.000Z";
const going: StoredRun = {
  ...{ runId: runId("01JRUN0000000000000000000A"), tenantId: tenantId("t"), trigger: "schedule", mode: "apply" },
  ...{ startedAt: "2026-03-02T02:00:12.000Z", scheduledFor: "2026-03-02T02:00:00.000Z", requestedBy: "schedule" },
};

describe("the record of a killed run", () => {
  it("is closed as failed with INTERNAL and keeps what it said", () => {
    expect(abortedRun(going, finishedAt)).toEqual({
      ...going,
      finishedAt,
      status: "failed",
      reasons: [
        {
          code: "INTERNAL",
          message:
            "the run was killed: its lease ended and its record did not. Its changes up to then are in its change records; the next run finds out which were made and goes on.",
        },
      ],
      people: 0,
      rosterUsers: 0,
      changes: noChanges,
      calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
    });
  });

  it("keeps the counts and reasons that it has", () => {
    const known = {
      reasons: [{ code: "JWT_EXPIRING", message: "soon" }],
      people: 3,
      rosterUsers: 4,
      changes: { ...noChanges, created: 1 },
      calls: { ringCentral: 5, ringCx: 6, throttled: 7 },
    } as const;
    const { reasons, ...counts } = abortedRun({ ...going, ...known }, finishedAt);
    expect(counts).toMatchObject({ people: 3, rosterUsers: 4, changes: known.changes, calls: known.calls });
    expect(reasons.map(({ code }) => code)).toEqual(["JWT_EXPIRING", "INTERNAL"]);
  });
});
