import { beforeEach, describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { acme, DispatchWorld, instant } from "./dispatch-world.ts";

const due = "2026-03-02T02:00:00.000Z";
let world: DispatchWorld;

beforeEach(async () => {
  world = new DispatchWorld();
  world.addTenant(acme);
});

function notesOf(message: string) {
  return world.telemetry.notes.filter((note) => note.message === message);
}

/** Nothing accepts an invocation. */
function refuseInvocations(refusal: unknown): void {
  world.starter.beforeStart = () => {
    throw refusal;
  };
}

describe("the line of a tick", () => {
  it("counts what was looked at, started and left waiting", async () => {
    world = new DispatchWorld({ maxConcurrentRuns: 1 });
    for (const id of ["a", "b", "c"]) world.addTenant(tenantId(id));
    world.addTenant(tenantId("d"), { serviceEnabled: false, mode: "fast" });
    await world.tick("01T12:00");
    await world.tick("02T02:00");
    expect(world.telemetry.notes.at(-1)).toEqual({
      level: "info",
      message: "dispatch.finished",
      facts: { checked: 4, started: 1, waiting: 2, not_reached: 0, faulty: 1, runs_given_up: 0, tenants_overdue: 0 },
    });
  });

  it("counts who is overdue from the second hour on, and runs that were given up", async () => {
    await world.tick("01T12:00");
    await world.tick("02T02:00");
    await world.runAnswers({ from: "02T02:00", to: "02T02:04", status: "failed", codes: ["SECRETS_MISSING"] });
    await world.tick("02T03:59");
    expect(world.telemetry.notes.at(-1)?.facts).toMatchObject({ runs_given_up: 1, tenants_overdue: 0 });
    await world.tick("02T04:00");
    expect(world.telemetry.notes.at(-1)?.facts).toMatchObject({ runs_given_up: 0, tenants_overdue: 1 });
  });
});

describe("a run that is given up", () => {
  it("is noted with its tenant, cause, code, run and due time", async () => {
    await world.tick("01T12:00");
    await world.tick("02T02:00");
    const run = await world.runAnswers({ from: "02T02:00", to: "02T02:04", status: "failed", codes: ["CONFLICT"] });
    await world.tick("02T02:05");
    expect(notesOf("dispatch.given_up")).toEqual([
      {
        level: "error",
        message: "dispatch.given_up",
        facts: { tenant_id: acme, cause: "not-retried", code: "CONFLICT", run_id: run, scheduled_for: due },
      },
    ]);
  });
});

describe.each([
  [new TypeError("dana.doe@example.com"), "TypeError"],
  ["dana.doe@example.com", "unknown"],
])("a fault of a service is noted by its name alone (%#)", (thrown, error) => {
  it("when an invocation is not accepted", async () => {
    await world.tick("01T12:00");
    refuseInvocations(thrown);
    await world.tick("02T02:00");
    expect(notesOf("dispatch.not_invoked")).toEqual([
      { level: "error", message: "dispatch.not_invoked", facts: { tenant_id: acme, scheduled_for: due, error } },
    ]);
  });

  it("when the secret cannot be looked at", async () => {
    await world.tick("01T12:00");
    await world.tick("02T02:00");
    await world.runAnswers({ from: "02T02:00", to: "02T02:04", status: "failed", codes: ["SECRETS_MISSING"] });
    const versionIds = async () => {
      throw thrown;
    };
    const dispatch = world.other({ secrets: { versionIds } });
    await dispatch({ scheduledTime: instant("02T02:05"), deadline: { remainingMs: () => 1 } });
    expect(notesOf("dispatch.secret_unreadable")).toEqual([
      { level: "warn", message: "dispatch.secret_unreadable", facts: { tenant_id: acme, error } },
    ]);
  });
});

describe("a resume that was asked for and given up", () => {
  it("is noted and told with the due time of its own run", async () => {
    world.addTenant(acme, { serviceEnabled: false });
    const scheduledFor = instant("01T02:00");
    const event = { tenantId: acme, trigger: "schedule", scheduledFor } as const;
    for (let minute = 0; minute <= 10; minute += 1) {
      const id = runId(`01JRUN00000000000000000${String(minute).padStart(3, "0")}`);
      await world.schedules.requestResume(acme, { runId: id, event });
      await world.tick(`01T12:${String(minute).padStart(2, "0")}`);
    }
    const run = runId("01JRUN00000000000000000010");
    expect(notesOf("dispatch.given_up").map(({ facts }) => facts)).toEqual([
      { tenant_id: acme, cause: "resumes-used-up", code: "OUT_OF_TIME", run_id: run, scheduled_for: scheduledFor },
    ]);
    expect(world.alerts.sent).toMatchObject([
      { code: "OUT_OF_TIME", runId: run, message: expect.stringContaining(`due at ${scheduledFor} ran out of time`) },
    ]);
    expect(world.alerts.sent[0]?.message).toContain("gone on with 10 times");
  });
});
