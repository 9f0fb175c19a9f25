import { describe, expect, it } from "vitest";
import type { GivenUp } from "#shared/domain/after-run.ts";
import { givenUpAlert, settingsAlert } from "#shared/domain/dispatch-alerts.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";

const acme = tenantId("acme");
const nextRunAt = "2026-03-03T02:00:00.000Z";
const run = runId("01JRUN0000000000000000000A");
const givenUp: GivenUp = {
  cause: "retries-used-up",
  code: "RINGCX_UNAVAILABLE",
  scheduledFor: "2026-03-02T02:00:00.000Z",
  runId: run,
  times: 4,
};

describe("the alert about a run that was given up", () => {
  it("says what happened, to whom it matters, what to do, and the run id", () => {
    const alert = givenUpAlert(givenUp, { tenantId: acme, nextRunAt });
    expect(alert).toMatchObject({ tenantId: acme, code: "RINGCX_UNAVAILABLE", runId: run });
    expect(alert?.message.split("\n").map((line) => line.split(":")[0])).toEqual([
      "What happened",
      "To whom it matters",
      "What to do",
      "Run id",
    ]);
    for (const fact of ["acme", "2026-03-02T02:00:00.000Z", nextRunAt, run, "4 times", "outage"])
      expect(alert?.message).toContain(fact);
  });

  it("says where to look when the invocations left no trace", () => {
    const { runId: _, ...traceless } = { ...givenUp, code: "INTERNAL" as const };
    const alert = givenUpAlert(traceless, { tenantId: acme });
    expect(alert).not.toHaveProperty("runId");
    expect(alert?.message).toContain("No run record was left");
    expect(alert?.message).toContain("The service is disabled");
  });

  it("is not sent for what the run itself has told of", () => {
    expect(
      givenUpAlert({ ...givenUp, cause: "rejected", code: "SECRETS_MISSING" }, { tenantId: acme }),
    ).toBeUndefined();
    expect(givenUpAlert({ ...givenUp, cause: "not-retried", code: "OUT_OF_TIME" }, { tenantId: acme })).toBeUndefined();
    expect(givenUpAlert({ ...givenUp, cause: "not-retried", code: "CHANGE_FAILED" }, { tenantId: acme })).toBeDefined();
  });
});

describe("every alert", () => {
  it("has a subject that fits an e-mail, whatever the tenant is called", () => {
    const long = tenantId(`${"\u00e9\n".repeat(40)}x`);
    const alerts = [givenUpAlert(givenUp, { tenantId: long }), settingsAlert([], { tenantId: long })];
    for (const alert of alerts) expect(alert?.subject).toMatch(/^[\x20-\x7e]{1,100}$/u);
  });

  it("about settings lists at most 20 faults, without values", () => {
    const faults = Array.from({ length: 25 }, (_, index) => ({
      attribute: `a${index}`,
      value: "Anna",
      expected: "nothing",
    }));
    const { message } = settingsAlert(faults, { tenantId: acme, nextRunAt });
    expect(message).toContain("25 things are wrong");
    expect(message).toContain("- a19: expected nothing\n- and 5 more");
    expect(message).not.toContain("Anna");
  });
});
