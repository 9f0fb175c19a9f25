import { describe, expect, it } from "vitest";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { givenUpAlert, settingsAlert } from "#shared/domain/outcome/dispatch-alerts.ts";
import type { GivenUp } from "#shared/domain/schedule/after-run.ts";

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
  const lost =
    "To whom it matters: the roster is as it was before. New agents are not in it yet, and people who left can still sign in to AI WFM.";

  it("says what failed how often, to whom it matters, what to do, and the run id", () => {
    expect(givenUpAlert(givenUp, { tenantId: acme, nextRunAt })).toEqual({
      tenantId: acme,
      code: "RINGCX_UNAVAILABLE",
      runId: run,
      subject: "User sync of acme has failed and is not retried",
      message: [
        "What happened: the sync of tenant acme due at 2026-03-02T02:00:00.000Z failed 4 times, last with RINGCX_UNAVAILABLE, and is not tried again by itself.",
        lost,
        "What to do: Wait and try again; status.ringcentral.com says whether RingCentral reports an outage. Then start a run by hand, or wait. The next regular run is at 2026-03-03T02:00:00.000Z.",
        "Run id: 01JRUN0000000000000000000A. Its record in the history table has the reasons.",
      ].join("\n"),
    });
  });

  it("says where to look when the invocations left no trace, and that a disabled service plans no other run", () => {
    const { runId: _, ...traceless } = { ...givenUp, code: "INTERNAL" as const };
    expect(givenUpAlert(traceless, { tenantId: acme })).toStrictEqual({
      tenantId: acme,
      code: "INTERNAL",
      subject: "User sync of acme has failed and is not retried",
      message: [
        "What happened: the sync of tenant acme due at 2026-03-02T02:00:00.000Z failed 4 times, last with INTERNAL, and is not tried again by itself.",
        lost,
        "What to do: look at the logs of the run for the cause. Then start a run by hand, or wait. The service is disabled, so no other run is planned.",
        "No run record was left: look into the logs of the sync function and at its throttles.",
      ].join("\n"),
    });
  });

  it.each([
    [
      "RINGCENTRAL_UNAVAILABLE",
      "Wait and try again; status.ringcentral.com says whether RingCentral reports an outage.",
    ],
    [
      "SOURCE_EMPTY",
      "look into RingCentral: it lists nobody at all. If that is right, approve the held list of the run; if not, restore the people or the permission.",
    ],
  ] as const)("advises after %s", (code, advice) => {
    expect(givenUpAlert({ ...givenUp, code }, { tenantId: acme })?.message).toContain(`What to do: ${advice} Then`);
  });

  it("says of a run that never came to its end what is written and what may be normal", () => {
    const unfinished = { ...givenUp, cause: "resumes-used-up", code: "OUT_OF_TIME", times: 10 } as const;
    expect(givenUpAlert(unfinished, { tenantId: acme, nextRunAt })).toEqual({
      tenantId: acme,
      code: "OUT_OF_TIME",
      runId: run,
      subject: "User sync of acme is not finished",
      message: [
        "What happened: the sync of tenant acme due at 2026-03-02T02:00:00.000Z ran out of time and was gone on with 10 times without getting to its end.",
        "To whom it matters: part of the changes is in the roster, the rest is missing. What was written is complete and recorded.",
        "What to do: nothing if it was a first, very large run: The next regular run is at 2026-03-03T02:00:00.000Z. Otherwise look for throttling of the roster table and for long reads.",
        "Run id: 01JRUN0000000000000000000A. Its record in the history table has the reasons.",
      ].join("\n"),
    });
  });

  it("calls a run without a due time started by hand", () => {
    const { scheduledFor: _, ...byHand } = givenUp;
    expect(givenUpAlert(byHand, { tenantId: acme })?.message).toContain(
      "the sync of tenant acme started by hand failed",
    );
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
    expect(alerts[0]?.subject).toBe(`User sync of ${"?".repeat(80)}x has f`);
  });
});

describe("the alert about changed settings", () => {
  const whatToDo =
    "What to do: correct the item of tenant acme in the settings table, or its SSM parameters. Dispatch checks every change within minutes.";

  it("lists the faults without values and says which run would fail", () => {
    const faults = [{ attribute: "mode", value: "Anna", expected: "one of apply, plan" }];
    expect(settingsAlert(faults, { tenantId: acme, nextRunAt })).toEqual({
      tenantId: acme,
      code: "SETTINGS_INVALID",
      subject: "User sync settings of acme cannot be used",
      message: [
        "What happened: the settings of tenant acme have changed, and 1 thing is wrong with them:",
        "- mode: expected one of apply, plan",
        "To whom it matters: the roster of this tenant is not kept in step until they are corrected. The next run is at 2026-03-03T02:00:00.000Z and would fail.",
        whatToDo,
      ].join("\n"),
    });
  });

  it("lists at most 20 faults and counts the others", () => {
    const faults = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ attribute: `a${index}`, expected: "nothing" }));
    const rest = [
      "- a19: expected nothing",
      "To whom it matters: the roster of this tenant is not kept in step until they are corrected. No run is planned until then.",
      whatToDo,
    ];
    expect(settingsAlert(faults(20), { tenantId: acme }).message).toContain(rest.join("\n"));
    const { message } = settingsAlert(faults(25), { tenantId: acme });
    expect(message).toContain("25 things are wrong with them:\n- a0: expected nothing\n");
    expect(message).toContain(rest.toSpliced(1, 0, "- and 5 more").join("\n"));
  });
});
