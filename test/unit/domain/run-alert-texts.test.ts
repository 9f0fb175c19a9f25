import { describe, expect, test } from "vitest";
import { runId, sourceId, tenantId, userId } from "#shared/domain/ids.ts";
import { type Findings, noFindings } from "#shared/domain/outcome/findings.ts";
import { noNotices } from "#shared/domain/outcome/notices.ts";
import { alertsAfter } from "#shared/domain/outcome/run-alerts.ts";
import type { Change, Conflict } from "#shared/domain/roster/change.ts";
import type { RunRecord } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { ReasonCode } from "#shared/domain/sync-error.ts";

const at = "2026-11-01T02:00:00.000Z";
const acmeRun: RunRecord = {
  ...{ runId: runId("01JN1"), tenantId: tenantId("acme"), trigger: "schedule", mode: "apply" },
  ...{ status: "succeeded", reasons: [], startedAt: at, finishedAt: at, people: 10, rosterUsers: 10 },
  ...{ changes: noChanges, calls: { ringCentral: 0, ringCx: 0, throttled: 0 } },
};

function alertsOf(run: Partial<RunRecord>, findings: Partial<Findings> = {}) {
  const { alerts } = alertsAfter(
    { ...acmeRun, ...run },
    { findings: { ...noFindings, ...findings }, notices: noNotices },
  );
  for (const alert of alerts) expect(alert.runId).toBe("01JN1");
  return alerts.map(({ runId: _, ...alert }) => alert);
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
  const changed = (kind: Change["kind"], after: Change["after"]): Change => ({ ...promotion, kind, before: {}, after });
  const decide = [
    'What to do: look at the list with "user-sync show 01JN1". If RingCentral is wrong, correct it there: nothing more is needed. ' +
      'If the list is right, approve it with "user-sync approve 01JN1"; an approval is valid for 72 hours. ' +
      'Approving a part of the list refuses the rest. What must not happen you refuse with "user-sync refuse 01JN1": a refusal holds for 30 days.',
    "Run 01JN1 of tenant acme.",
  ];
  const matters = "To whom it matters: until somebody decides, these users stay as they are";

  test("gives the reasons for holding and no others, and the commands to look, to approve and to refuse", () => {
    const reasons = [
      { code: "DEACTIVATIONS_HELD", message: "2 of 9 planned deactivations are too many" },
      { code: "JWT_EXPIRING", message: "the JWT expires" },
      { code: "ROLE_CHANGES_HELD", message: "1 of 1 new Administrator is too many" },
    ] as const;
    const held = [leaver("rc-1"), promotion, leaver("rc-2")];
    expect(alertsOf({ status: "held", reasons }, { held })).toEqual([
      {
        code: "DEACTIVATIONS_HELD",
        subject: "User sync holds 2 deactivations and 1 new Administrator",
        message: text(
          "What happened: 2 deactivations and 1 new Administrator wait for a decision. 2 of 9 planned deactivations are too many. 1 of 1 new Administrator is too many.",
          "Whom it is about: rc-1, rc-7, rc-2.",
          "The run's other changes are not affected.",
          `${matters}.`,
          ...decide,
        ),
      },
    ]);
  });

  test.each([
    ["DEACTIVATIONS_HELD", "1 deactivation", leaver("rc-1")],
    ["ROLE_CHANGES_HELD", "1 new Administrator", promotion],
    [
      "ROLE_CHANGES_HELD",
      "1 lost Administrator role",
      { ...promotion, before: promotion.after, after: promotion.before },
    ],
    ["ROLE_CHANGES_HELD", "1 other role change", { ...promotion, after: { role: "Scheduler" } }],
    ["CREATES_HELD", "1 new user", { ...changed("create", { role: "Agent" }), risk: "create" }],
    ["REACTIVATIONS_HELD", "1 reactivation", { ...changed("reactivate", { status: "Active" }), risk: "reactivate" }],
    ["PROFILES_HELD", "1 changed name or e-mail", { ...changed("update", { lastName: "Quux" }), risk: "profile" }],
    ["MOVES_HELD", "1 move to another activity", { ...changed("update", { activityId: "7" }), risk: "move" }],
    ["LINKS_HELD", "1 link of a hand-made user above Agent", { ...changed("link", {}), risk: "link" }],
  ] as const)("of one change has code %s and calls it %s", (code, what, held) => {
    const [alert] = alertsOf({ status: "held" }, { held: [held] });
    expect(alert).toMatchObject({ code, subject: `User sync holds ${what}` });
    expect(alert?.message).toContain(`What happened: ${what} waits for a decision.\n`);
  });

  test("says of new people that they are missing", () => {
    const [alert] = alertsOf({ status: "held" }, { held: [{ ...changed("create", {}), risk: "create" }] });
    expect(alert?.message).toContain(`${matters}, and new people are not in the roster.`);
  });

  test("counts users where the kinds do not fit into a subject", () => {
    const risks = ["deactivate", "lose-administrator", "gain-administrator", "role", "reactivate", "profile"] as const;
    const held = risks.map((risk) => ({ ...promotion, risk }));
    expect(alertsOf({ status: "held" }, { held })[0]?.subject).toBe("User sync holds changes of 1 user");
    const two = [...held, { ...leaver("rc-1"), risk: "deactivate" } as const];
    expect(alertsOf({ status: "held" }, { held: two })[0]?.subject).toBe("User sync holds changes of 2 users");
  });

  test("says of an empty directory that nothing at all was applied", () => {
    const reasons = [{ code: "SOURCE_EMPTY", message: "RingCentral lists nobody" }] as const;
    expect(alertsOf({ status: "failed", reasons }, { held: [leaver("rc-1")] })).toEqual([
      {
        code: "SOURCE_EMPTY",
        subject: "User sync holds 1 deactivation",
        message: text(
          "What happened: 1 deactivation waits for a decision. RingCentral lists nobody.",
          "Whom it is about: rc-1.",
          "Nothing at all was applied.",
          `${matters}.`,
          ...decide,
        ),
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
  const conflictsFrom10 = (count: number) => Array.from({ length: count }, (_, index) => conflictOf(10 + index));

  test("gives the ids of the new ones, the number of all, and how to solve them", () => {
    const conflicts = conflictsFrom10(2);
    const notices = { ...noNotices, conflicts: ["rc:10"] };
    const { alerts } = alertsAfter(acmeRun, { findings: { ...noFindings, conflicts }, notices });
    expect(alerts).toMatchObject([
      {
        code: "CONFLICT",
        subject: "User sync: 1 new conflict",
        message: text(
          "What happened: 1 person or user (2 in all) could not be matched without doubt and was left as they are: rc:11.",
          "To whom it matters: these people may be missing in the roster, or keep an old name or role.",
          'What to do: see both sides with "user-sync conflicts", and settle each with "user-sync decide", or correct the e-mail or the name on either side, or list the person in ignoredPeople.',
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });

  test("lists twenty of them, and says how many more there are", () => {
    const listed = Array.from({ length: 20 }, (_, index) => `rc:${10 + index}`).join(", ");
    expect(alertsOf({}, { conflicts: conflictsFrom10(20) })[0]).toMatchObject({
      subject: "User sync: 20 new conflicts",
      message: expect.stringContaining(`as they are: ${listed}.\n`),
    });
    expect(alertsOf({}, { conflicts: conflictsFrom10(21) })[0]?.message).toContain(`${listed} and 1 more.\n`);
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
    [["rc-9"], "a protected user has", "rc-9 is"],
    [["rc-9", "u-2"], "2 protected users have", "rc-9, u-2 are"],
  ])("names %j and asks for a decision", (ids, subject, who) => {
    expect(alertsOf({}, { protectedAbsent: ids.map(userId) })).toEqual([
      {
        code: "PROTECTED_ABSENT",
        subject: `User sync: ${subject} left RingCentral`,
        message: text(
          `What happened: ${who} protected by the settings (or the impersonated user) and gone from RingCentral.`,
          "To whom it matters: a protected user is never deactivated by the sync, so they can still sign in to AI WFM.",
          'What to do: see who it is with "user-sync explain <id>". Deactivate them in AI WFM by hand, or take them out of protectedUserIds.',
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });
});

describe("the alert of what happened to users", () => {
  const events = (...ids: string[]) => ids.map((id) => ({ userId: userId(id), runId: runId("01JN1") }));
  const look = 'See why with "user-sync explain <id>", and all changes with "user-sync show 01JN1".';

  test.each([
    [["rc-7"], "1 new Administrator", "1 user has"],
    [["rc-7", "rc-8"], "2 new Administrators", "2 users have"],
  ])("says of %j who has become Administrator, and what to do about it", (ids, subject, who) => {
    expect(alertsOf({}, { newAdministrators: events(...ids) })).toEqual([
      {
        code: "NEW_ADMINISTRATORS",
        subject: `User sync: ${subject}`,
        message: text(
          `What happened: ${who} become Administrator: ${ids.join(", ")}.`,
          "To whom it matters: no other role may do as much in AI WFM.",
          `What to do: nothing, if these people are to be administrators. ${look} If one is not, take the right away in RingCX: the next run follows.`,
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });

  test.each([
    [["u-7"], "1 user made by hand is linked now", "1 user who was made by hand is linked"],
    [["u-7", "u-8"], "2 users made by hand are linked now", "2 users who were made by hand are linked"],
  ])("says of %j that users made by hand follow RingCentral now", (ids, subject, who) => {
    expect(alertsOf({}, { linked: events(...ids) })).toEqual([
      {
        code: "USERS_LINKED",
        subject: `User sync: ${subject}`,
        message: text(
          `What happened: ${who} to people in RingCentral now: ${ids.join(", ")}.`,
          "To whom it matters: from now on these users follow RingCentral, and are deactivated when the person leaves there.",
          `What to do: nothing, if user and person are the same. ${look} If the sync should leave one of them alone, add the user to protectedUserIds.`,
          "Run 01JN1 of tenant acme.",
        ),
      },
    ]);
  });
});

test("the message of the week has one line for each thing that waits, with the command that shows it", () => {
  const held = { digests: [], runId: runId("01JN0"), counts: { deactivate: 12, create: 1 } };
  const notices = {
    ...{ ...noNotices, held, waitingSince: "2026-10-20T02:00:00.000Z" },
    ...{ conflicts: ["rc:1", "rc:2"], protectedAbsent: [userId("rc-9")] },
  };
  const unreadable = { status: "partial", reasons: [{ code: "SCOPE_UNREADABLE", message: "sub:1" }] } as const;
  const findings = { ...noFindings, restraints: ["pilot"] as const };
  const { alerts } = alertsAfter({ ...acmeRun, ...unreadable }, { findings, notices });
  expect(alerts).toEqual([
    {
      ...{ code: "STILL_WAITING", runId: "01JN1", subject: "User sync: this still waits for you" },
      message: text(
        "What happened: this waits for somebody at tenant acme:",
        '- The service is enabled for the people in pilotPeople only; nobody else is touched. See the setting with "user-sync settings show"; empty it to include everybody.',
        '- Held: 12 deactivations and 1 new user. See them with "user-sync show 01JN0", then "user-sync approve 01JN0" (valid for 72 hours; approving a part refuses the rest) or "user-sync refuse 01JN0" (holds for 30 days).',
        '- 2 conflicts: rc:1, rc:2. See both sides with "user-sync conflicts".',
        '- Protected users who have left RingCentral and can still sign in: rc-9. See who they are with "user-sync explain <id>".',
        "To whom it matters: until somebody acts, these users stay as they are, and the roster is not quite in step with RingCentral.",
        "What to do: go through the list. This message comes once a week as long as anything waits.",
        "Run 01JN1 of tenant acme.",
      ),
    },
  ]);
});
