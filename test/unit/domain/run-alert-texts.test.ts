import { describe, expect, test } from "vitest";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import { alertsAfter, type Findings } from "#shared/domain/outcome/run-alerts.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import { noNotices, type RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";

const at = "2026-11-01T02:00:00.000Z";
const acmeRun: RunRecord = {
  ...{ runId: runId("01JN1"), tenantId: tenantId("acme"), trigger: "schedule", mode: "apply" },
  ...{ status: "succeeded", reasons: [], startedAt: at, finishedAt: at, people: 10, rosterUsers: 10 },
  ...{ changes: noChanges, calls: { ringCentral: 0, ringCx: 0, throttled: 0 } },
};

function alertsOf(run: Partial<RunRecord>, findings: Partial<Findings> = {}) {
  const nothing: Findings = { held: [], conflicts: [], protectedAbsent: [] };
  return alertsAfter({ ...acmeRun, ...run }, { findings: { ...nothing, ...findings }, notices: noNotices }).alerts;
}

const text = (...lines: readonly string[]): string => lines.join("\n");

describe("the alert of a failed run", () => {
  test.each<[ReasonCode, string]>([
    [
      "SETTINGS_INVALID",
      "Correct the settings item or its SSM parameters. The next tick after the change runs the sync again.",
    ],
    [
      "SECRETS_MISSING",
      "Store the client secret and the JWT in the tenant's secret. The next tick after the change runs the sync again.",
    ],
    [
      "RINGCENTRAL_REJECTED",
      "Check baseUrl and clientId in the settings, clientSecret and jwt in the secret. Do not try again unchanged: repeated refused logins lock the account. The sync waits for changed settings or a changed secret, or for the next daily run.",
    ],
    [
      "RINGCX_REJECTED",
      "Check ringCxUrl in the settings, and that the user of the JWT may sign in to RingCX. Give the user of the JWT the role WFO_ACCESS in RingCX; it is granted for each sub-account. The sync waits for changed settings or a changed secret, or for the next daily run.",
    ],
    [
      "OUT_OF_TIME",
      "The directory is too large for the rate limit within one run. Configure fewer sub-accounts per tenant, or ask RingCentral for a higher limit.",
    ],
  ])("with %s gives the cause and the next step", (code, next) => {
    expect(alertsOf({ status: "failed", reasons: [{ code, message: "it broke" }] })).toEqual([
      {
        code,
        subject: "User sync failed: nothing was changed",
        message: text(
          "What happened: it broke",
          "To whom it matters: new agents are not in the roster yet, and people who left can still sign in to AI WFM.",
          `What to do: ${next}`,
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });
});

test("the alert of a refused login gives the advice of its very code, once, and no other", () => {
  const advice = "Allow the JWT auth flow for the app.";
  const reason = { code: "RINGCENTRAL_REJECTED", message: `It said OAU-251. ${advice}`, details: { advice } } as const;
  const [alert] = alertsOf({ status: "failed", reasons: [reason] });
  expect(alert?.message).toContain("What happened: It said OAU-251.\n");
  expect(alert?.message).toContain(`What to do: ${advice} The sync waits`);
  expect(alert?.message).not.toMatch(/client id|clientSecret/);
});

test("a run that ran out of time and goes on is no failure", () => {
  expect(alertsOf({ status: "partial", reasons: [{ code: "OUT_OF_TIME", message: "no time left" }] })).toEqual([]);
});

describe("the alert of a held list", () => {
  const leaver = (name: string): Change => ({
    ...{ kind: "deactivate", userId: userId(name), version: 1, reason: "gone" },
    ...{ before: { status: "Active" }, after: { status: "Inactive" } },
  });
  const promotion: Change = {
    ...{ kind: "update", userId: userId("rc-7"), version: 1, reason: "now an administrator" },
    ...{ before: { role: "Agent" }, after: { role: "Administrator" } },
  };
  const decide = [
    "To whom it matters: until somebody decides, these users keep the status and the role they have.",
    'What to do: look at the list with "user-sync show 01JN1". If RingCentral is wrong, correct it there: nothing more is needed. ' +
      'If the list is right, approve it with "user-sync approve 01JN1" within the next days; an approval is valid for 72 hours.',
    "Run 01JN1 of tenant acme.",
  ];

  test("gives the reasons for holding and no others, and the commands to look and to approve", () => {
    const reasons = [
      { code: "DEACTIVATIONS_HELD", message: "2 deactivations wait" },
      { code: "JWT_EXPIRING", message: "the JWT expires" },
      { code: "ROLE_CHANGES_HELD", message: "1 role change waits" },
    ] as const;
    const held = [leaver("rc-1"), promotion, leaver("rc-2")];
    expect(alertsOf({ status: "held", reasons }, { held })).toEqual([
      {
        code: "DEACTIVATIONS_HELD",
        subject: "User sync holds 2 deactivations and 1 role changes",
        message: text(
          "What happened: 2 deactivations wait; 1 role change waits.",
          "The run's other changes are not affected.",
          ...decide,
        ),
      },
    ]);
  });

  test("counts only what is held", () => {
    expect(alertsOf({ status: "held" }, { held: [leaver("rc-1")] })).toMatchObject([
      { code: "DEACTIVATIONS_HELD", subject: "User sync holds 1 deactivations" },
    ]);
    expect(alertsOf({ status: "held" }, { held: [promotion] })).toMatchObject([
      { code: "ROLE_CHANGES_HELD", subject: "User sync holds 1 role changes" },
    ]);
  });

  test("says of an empty directory that nothing at all was applied", () => {
    const reasons = [{ code: "SOURCE_EMPTY", message: "RingCentral lists nobody" }] as const;
    expect(alertsOf({ status: "failed", reasons }, { held: [leaver("rc-1")] })).toEqual([
      {
        code: "SOURCE_EMPTY",
        subject: "User sync holds 1 deactivations",
        message: text("What happened: RingCentral lists nobody.", "Nothing at all was applied.", ...decide),
      },
    ]);
  });
});

describe("the alert of an expiring JWT", () => {
  const matters = [
    "To whom it matters: once it has expired, the sync cannot read RingCentral: nobody new gets into the roster, and nobody who left is deactivated.",
    "What to do: create a new JWT credential in the RingCentral developer portal and store it in the tenant's secret.",
    "Run 01JN1 of tenant acme.",
  ];

  test.each([
    [13.9, "13"],
    [0, "0"],
  ])("with %d days left gives the whole days", (jwtDaysLeft, days) => {
    expect(alertsOf({}, { jwtDaysLeft })).toEqual([
      {
        code: "JWT_EXPIRING",
        subject: `User sync: the JWT expires in ${days} days`,
        message: text(`What happened: the JWT in the secret of tenant acme expires in ${days} days.`, ...matters),
      },
    ]);
  });

  test("says so when it has expired", () => {
    expect(alertsOf({}, { jwtDaysLeft: -0.5 })).toEqual([
      {
        code: "JWT_EXPIRING",
        subject: "User sync: the JWT has expired",
        message: text("What happened: the JWT in the secret of tenant acme has expired.", ...matters),
      },
    ]);
  });
});

describe("the alert of conflicts", () => {
  const conflictOf = (id: number): Conflict => ({
    ...{ kind: "conflict", conflict: "no-name", sourceId: sourceId(`rc:${id}`), reason: "names differ" },
  });
  const listed = "rc:10, rc:11, rc:12, rc:13, rc:14, rc:15, rc:16, rc:17, rc:18, rc:19";
  const conflictsFrom10 = (count: number) => Array.from({ length: count }, (_, index) => conflictOf(10 + index));

  test("gives the ids of the new ones, the number of all, and how to solve them", () => {
    const conflicts = conflictsFrom10(2);
    const notices = { ...noNotices, conflicts: ["rc:10"] };
    const { alerts } = alertsAfter(acmeRun, { findings: { held: [], conflicts, protectedAbsent: [] }, notices });
    expect(alerts).toEqual([
      {
        code: "CONFLICT",
        subject: "User sync: 1 new conflicts",
        message: text(
          "What happened: 1 people or users (2 in all) could not be matched without doubt and were left as they are: rc:11.",
          "To whom it matters: these people may be missing in the roster, or keep an old name or role.",
          'What to do: see both sides with "user-sync conflicts", and settle each with "user-sync decide", or correct the e-mail or the name on either side, or list the person in ignoredPeople.',
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });

  test("lists ten of them, and says when there are more", () => {
    expect(alertsOf({}, { conflicts: conflictsFrom10(10) })[0]?.message).toContain(`as they are: ${listed}.\n`);
    expect(alertsOf({}, { conflicts: conflictsFrom10(11) })[0]?.message).toContain(`as they are: ${listed}, ...\n`);
  });

  test("names a user where there is no person, and gives the reason where there is neither", () => {
    const conflicts: Conflict[] = [
      { kind: "conflict", conflict: "no-name", userId: userId("u-1"), reason: "changed since" },
      { kind: "conflict", conflict: "no-name", reason: "cannot be told" },
    ];
    expect(alertsOf({}, { conflicts })[0]?.message).toContain("as they are: cannot be told, u-1.");
  });
});

describe("the alert of protected users who are gone", () => {
  test.each([
    [["rc-9"], "rc-9 is"],
    [["rc-9", "u-2"], "rc-9, u-2 are"],
  ])("names %j and asks for a decision", (ids, who) => {
    expect(alertsOf({}, { protectedAbsent: ids.map(userId) })).toEqual([
      {
        code: "PROTECTED_ABSENT",
        subject: "User sync: a protected user has left RingCentral",
        message: text(
          `What happened: ${who} protected by the settings (or the impersonated user) and gone from RingCentral.`,
          "To whom it matters: a protected user is never deactivated by the sync, so they can still sign in to AI WFM.",
          "What to do: decide, and deactivate them in AI WFM by hand or take them out of protectedUserIds. This is said once.",
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });
});
