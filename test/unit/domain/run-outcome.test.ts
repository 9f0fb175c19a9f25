import { describe, expect, it } from "vitest";
import { runId, tenantId, userId } from "#shared/domain/ids.ts";
import { noFindings } from "#shared/domain/outcome/findings.ts";
import type { AppliedFacts, DecidedFacts, RunFacts, SettingsFacts } from "#shared/domain/outcome/run-facts.ts";
import { runOutcome } from "#shared/domain/outcome/run-outcome.ts";
import { failedWith } from "#shared/domain/outcome/run-reasons.ts";
import { modeOf, type RunRecord, type SyncEvent, startOf } from "#shared/domain/run/run.ts";
import { noChanges } from "#shared/domain/run/summary.ts";
import type { HeldChange } from "#shared/domain/safeguards/limits.ts";
import { type Reason, SyncError } from "#shared/domain/sync-error.ts";

const id = runId("01J00000000000000000000000");
const start = startOn({});

function startOn(event: Partial<SyncEvent>) {
  const asked = { tenantId: tenantId("default"), trigger: "manual", ...event } as const;
  return startOf(asked, { runId: id, startedAt: "2026-03-02T02:00:00.000Z" });
}

const outcomeOf = (facts: Partial<RunFacts>) => runOutcome({ start, ...facts }, "2026-03-02T02:09:00.000Z");
const recordOf = (facts: Partial<RunFacts>): RunRecord => outcomeOf(facts).record;
const reasonsOf = (facts: Partial<RunFacts>): readonly Reason[] => recordOf(facts).reasons;

const settings: SettingsFacts = {
  ...{ mode: "apply", actor: userId("planner"), fingerprint: "f" },
  ...{ shadowed: [], bounded: [], restraints: [] },
};
const limited: DecidedFacts["limited"] = {
  ...{ held: [], refused: [], reasons: [], sourceEmpty: false },
  counted: new Map(),
};
const decided: DecidedFacts = {
  plan: { people: 0, unchanged: 0, conflicts: [] },
  rosterUsers: 0,
  digest: "digest",
  scopeErrors: [],
  limited,
};
const tooMany = { code: "DEACTIVATIONS_HELD", message: "too many", details: { held: 1 } } as const;
const heldChange: HeldChange = {
  kind: "deactivate",
  userId: userId("rc-1"),
  version: 1,
  before: {},
  after: { status: "Inactive" },
  reason: "not listed any more",
  ...{ risk: "deactivate", cause: "more than 0 in one run" },
};

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ scope: `sub:${index}` as const, cause: "status 500" }));

const change = (differences: Partial<AppliedFacts["records"][number]> = {}) =>
  ({ mode: "apply", kind: "update", outcome: "applied", before: {}, after: {}, ...differences }) as const;

describe("the start of a run's record", () => {
  it("names what the event names, and nothing else", () => {
    const bare = {
      runId: id,
      tenantId: tenantId("default"),
      trigger: "manual",
      mode: "apply",
      startedAt: "2026-03-02T02:00:00.000Z",
    };
    expect(start).toStrictEqual(bare);
    const asked = {
      trigger: "undo",
      mode: "plan",
      scheduledFor: "2026-03-02T02:00:00.000Z",
      requestedBy: "operator",
      undoOf: id,
    } as const;
    expect(startOn(asked)).toStrictEqual({ ...bare, ...asked });
  });
});

describe("the mode of a run", () => {
  it.each([
    [undefined, "apply", "apply"],
    ["apply", "apply", "apply"],
    [undefined, "plan", "plan"],
    ["plan", "apply", "plan"],
    ["apply", "plan", "plan"],
  ] as const)("with %s in the event and %s in the settings is %s", (asked, set, mode) => {
    expect(modeOf(asked === undefined ? {} : { mode: asked }, { mode: set })).toBe(mode);
  });
});

describe("the record of a run", () => {
  it("about which nothing is known has succeeded with zeros", () => {
    expect(recordOf({})).toStrictEqual({
      ...start,
      status: "succeeded",
      risky: {},
      reasons: [],
      finishedAt: "2026-03-02T02:09:00.000Z",
      people: 0,
      rosterUsers: 0,
      changes: noChanges,
      calls: { ringCentral: 0, ringCx: 0, throttled: 0 },
    });
  });

  it("has the mode and the actor of the settings, and the digests", () => {
    expect(recordOf({ settings: { ...settings, mode: "plan" }, decided })).toMatchObject({
      mode: "plan",
      actor: "planner",
      settingsFingerprint: "f",
      planDigest: "digest",
    });
  });

  it("counts what was read, decided and done", () => {
    const plan = { people: 3, unchanged: 2, conflicts: [] };
    const facts = { calls: { ringCentral: 2, ringCx: 5, throttled: 1 }, decided: { ...decided, plan, rosterUsers: 4 } };
    const record = recordOf({ ...facts, applied: { records: [change()] } });
    expect(record).toMatchObject({ people: 3, rosterUsers: 4, calls: facts.calls });
    expect(record.changes).toEqual({ ...noChanges, updated: 1, unchanged: 2 });
    expect(recordOf(facts).changes).toEqual(noChanges);
  });
});

describe("the reasons of a run", () => {
  it("name the SSM parameters that the settings item hides", () => {
    expect(reasonsOf({ settings: { ...settings, shadowed: ["clientId", "mode"] } })).toStrictEqual([
      {
        code: "SETTING_SHADOWED",
        message: "the settings item hides the SSM parameters clientId, mode; remove one of the two",
      },
    ]);
  });

  it("name each setting beyond its bound, its value and what that counts as", () => {
    const bounded = [
      { attribute: "maxDeactivations", value: 0, countsAs: 1 },
      { attribute: "maxDeactivationShare", value: 0.9, countsAs: 0.5 },
    ];
    const facts = { settings: { ...settings, bounded } };
    expect(recordOf(facts).status).toBe("succeeded");
    expect(reasonsOf(facts)).toStrictEqual([
      {
        code: "SETTING_BOUNDED",
        message:
          "maxDeactivations: 0 counts as 1, the smallest value allowed; maxDeactivationShare: 0.9 counts as 0.5, the largest value allowed",
        details: { attributes: ["maxDeactivations", "maxDeactivationShare"] },
      },
    ]);
  });

  it.each([
    [13.9, "the JWT in the secret expires in 13 days"],
    [0, "the JWT in the secret expires in 0 days"],
    [-0.1, "the JWT in the secret has expired"],
  ])("say that a JWT with %d days left ends", (jwtDaysLeft, message) => {
    expect(reasonsOf({ jwtDaysLeft })).toStrictEqual([{ code: "JWT_EXPIRING", message }]);
  });

  it("say nothing of a JWT that lasts, or does not say how long", () => {
    expect(reasonsOf({ jwtDaysLeft: 14 })).toEqual([]);
    expect(reasonsOf({ jwtDaysLeft: undefined })).toEqual([]);
  });

  it("tell of up to 100 unreadable scopes one by one, and of the others together", () => {
    const hundred = recordOf({ decided: { ...decided, scopeErrors: unreadable(100) } });
    expect([hundred.status, hundred.reasons.length]).toEqual(["partial", 100]);
    expect(hundred.reasons.at(-1)).toStrictEqual({
      code: "SCOPE_UNREADABLE",
      message: "sub:99 could not be read (status 500): its people are left as they are",
      details: { scope: "sub:99", cause: "status 500" },
    });

    const more = reasonsOf({ decided: { ...decided, scopeErrors: unreadable(102) } });
    expect(more).toHaveLength(101);
    expect(more.at(-1)).toStrictEqual({
      code: "SCOPE_UNREADABLE",
      message: "2 more scopes could not be read: their people are left as they are",
      details: { scopes: ["sub:100", "sub:101"] },
    });
  });

  it("count conflicts and name protected users who are gone", () => {
    const conflict = { kind: "conflict", conflict: "no-name", reason: "no usable name" } as const;
    const plan = { people: 3, unchanged: 1, conflicts: [conflict, conflict], protectedAbsent: [userId("rc-7")] };
    expect(recordOf({ decided: { ...decided, plan } })).toMatchObject({
      status: "succeeded",
      reasons: [
        { code: "CONFLICT", message: "2 people could not be matched without doubt and were left as they are" },
        {
          code: "PROTECTED_ABSENT",
          message: "1 protected users are gone from RingCentral",
          details: { userIds: ["rc-7"] },
        },
      ],
    });
  });

  it("are those of the safeguards, which hold the run", () => {
    const held = { ...limited, held: [heldChange], reasons: [tooMany] };
    expect(recordOf({ decided: { ...decided, limited: held } })).toMatchObject({ status: "held", reasons: [tooMany] });
  });

  it("say that the directory is empty once that is on record, which fails the run", () => {
    const empty = { code: "SOURCE_EMPTY", message: "nobody is listed", details: { activeManaged: 3 } } as const;
    const facts = {
      decided: { ...decided, limited: { ...limited, held: [heldChange], reasons: [empty], sourceEmpty: true } },
    };
    expect(recordOf(facts)).toMatchObject({ status: "succeeded", reasons: [] });
    const { status, reasons } = recordOf({ ...facts, applied: { records: [] } });
    expect(status).toBe("failed");
    expect(reasons).toStrictEqual([{ code: "SOURCE_EMPTY", message: "nobody is listed" }]);
  });

  it("count users whom somebody else changed meanwhile, but not the conflicts of the plan again", () => {
    const planned = change({ kind: "conflict", outcome: "conflict" });
    expect(reasonsOf({ applied: { records: [planned, change()] } })).toEqual([]);
    expect(recordOf({ applied: { records: [change({ outcome: "conflict" }), planned] } })).toMatchObject({
      status: "partial",
      reasons: [
        {
          code: "CONFLICT",
          message: "1 users were changed by someone else meanwhile; the next run looks at them again",
        },
      ],
    });
  });

  it("count changes that failed", () => {
    const failed = change({ outcome: "failed" });
    expect(recordOf({ applied: { records: [failed, change(), failed] } })).toMatchObject({
      status: "partial",
      reasons: [{ code: "CHANGE_FAILED", message: "2 changes failed; the next run tries them again" }],
    });
  });

  it.each([
    ["manual", "the next tick goes on"],
    ["undo", "set mode to apply and start the undo again"],
  ] as const)("say how much a %s run left when time ran out, and who goes on", (trigger, next) => {
    const applied = { records: [change({ outcome: "planned" }), change()], stopped: "out-of-time" } as const;
    expect(recordOf({ start: startOn({ trigger }), applied, intents: "open" })).toMatchObject({
      status: "partial",
      reasons: [{ code: "OUT_OF_TIME", message: `time ran out with 1 changes left; ${next}`, details: { left: 1 } }],
    });
  });

  it("say that an outcome is not known, unless the run ends for a reason of its own", () => {
    expect(recordOf({ applied: { records: [] }, intents: "open" })).toMatchObject({
      status: "partial",
      reasons: [
        { code: "CHANGE_FAILED", message: "the outcome of some changes is not known yet; the next run finds out" },
      ],
    });
    expect(reasonsOf({ applied: { records: [] }, intents: "closed" })).toEqual([]);
    expect(reasonsOf({ intents: "open" })).toEqual([]);
    expect(reasonsOf({ applied: { records: [], fault: new Error("down") }, intents: "open" })).toEqual([]);
    expect(recordOf({ applied: { records: [], stopped: "lease-lost" }, intents: "open" })).toMatchObject({
      status: "failed",
      reasons: [{ code: "INTERNAL", message: "the run lost its lease and stopped writing" }],
    });
  });

  it("say why there was nothing to do, beside what was noticed before", () => {
    const skipped = { code: "SERVICE_DISABLED", message: "serviceEnabled is false" } as const;
    const facts = { settings: { ...settings, shadowed: ["mode"] }, skipped };
    expect(recordOf(facts)).toMatchObject({ status: "skipped", reasons: [{ code: "SETTING_SHADOWED" }, skipped] });
  });

  it("keep code, words and details of an error of ours, and of another one only its name", () => {
    const errors = [
      new SyncError("RINGCX_UNAVAILABLE", "no luck", { details: { status: 503 } }),
      new SyncError("INTERNAL", "no details"),
      new RangeError("rc-1 is Ines"),
      "rc-1 is Ines",
    ];
    const facts = errors.reduce<RunFacts>((before, error) => failedWith(error, before), { start });
    expect(recordOf(facts).status).toBe("failed");
    expect(reasonsOf(facts)).toStrictEqual([
      { code: "RINGCX_UNAVAILABLE", message: "no luck", details: { status: 503 } },
      { code: "INTERNAL", message: "no details" },
      { code: "INTERNAL", message: "unexpected fault: RangeError" },
      { code: "INTERNAL", message: "unexpected fault: unknown error" },
    ]);
  });

  it("come in the order in which a run gets there", () => {
    const plan = {
      people: 1,
      unchanged: 0,
      conflicts: [{ kind: "conflict", conflict: "no-name", reason: "no usable name" } as const],
      protectedAbsent: [userId("rc-7")],
    };
    const facts = failedWith(new Error("down"), {
      start,
      settings: { ...settings, shadowed: ["mode"] },
      jwtDaysLeft: 1,
      decided: { ...decided, plan, scopeErrors: unreadable(1), limited: { ...limited, reasons: [tooMany] } },
      applied: { records: [change({ outcome: "failed" }), change({ outcome: "conflict" })], stopped: "out-of-time" },
    });
    expect(reasonsOf(facts).map(({ code }) => code)).toEqual([
      "SETTING_SHADOWED",
      "JWT_EXPIRING",
      "SCOPE_UNREADABLE",
      "CONFLICT",
      "PROTECTED_ABSENT",
      "DEACTIVATIONS_HELD",
      "CONFLICT",
      "CHANGE_FAILED",
      "OUT_OF_TIME",
      "INTERNAL",
    ]);
  });
});

describe("what somebody may have to hear about", () => {
  it("is nothing while nothing is known", () => {
    expect(outcomeOf({}).findings).toStrictEqual(noFindings);
  });

  it("is what the run decided and how long the JWT lasts; what it holds only once that is on record", () => {
    const conflicts = [{ kind: "conflict", conflict: "no-name", reason: "no usable name" } as const];
    const plan = { people: 1, unchanged: 0, conflicts, protectedAbsent: [userId("rc-7")] };
    const holding = { ...limited, held: [heldChange], reasons: [tooMany] };
    const facts = { jwtDaysLeft: 20, decided: { ...decided, plan, limited: holding } };
    const known = { ...noFindings, conflicts, protectedAbsent: ["rc-7"], jwtDaysLeft: 20 };
    expect(outcomeOf(facts).findings).toStrictEqual({ ...known, held: [] });
    expect(outcomeOf({ ...facts, applied: { records: [] } }).findings).toStrictEqual({ ...known, held: [heldChange] });
  });

  it("is whom the run, or a killed one before it, made Administrator", () => {
    const one = (id: string, differences: Partial<AppliedFacts["records"][number]> = {}) =>
      change({ userId: userId(id), after: { role: "Administrator" }, ...differences });
    const records = [
      one("rc-1"),
      one("rc-2", { kind: "create" }),
      one("rc-3", { kind: "link" }),
      one("rc-4", { after: { role: "Agent" } }),
      one("rc-5", { outcome: "held" }),
      one("rc-6", { outcome: "planned", mode: "plan" }),
      one("rc-7", { kind: "deactivate", after: { role: "Administrator", status: "Inactive" } }),
    ];
    const killed = runId("01J00000000000000000000001");
    const recovered = [{ runId: killed, newAdministrators: [userId("rc-9")], linked: [] }];
    expect(outcomeOf({ applied: { records }, recovered }).findings.newAdministrators).toEqual([
      { userId: "rc-9", runId: killed },
      ...["rc-1", "rc-2", "rc-3"].map((userId) => ({ userId, runId: id })),
    ]);
  });

  it("is which users made by hand were linked, once the tenant has settled in", () => {
    const link = (id: string, differences: Partial<AppliedFacts["records"][number]> = {}) =>
      change({ kind: "link", userId: userId(id), ...differences });
    const records = [link("u-1"), link("u-2"), link("u-3", { outcome: "failed" }), link("u-4", { kind: "update" })];
    const handMade = new Set(["u-1", "u-3", "u-4"].map(userId));
    const facts = { applied: { records }, decided: { ...decided, handMade } };
    expect(outcomeOf(facts).findings.linked).toEqual([{ userId: "u-1", runId: id }]);
    const settlingIn = { ...facts, decided: { ...facts.decided, isSettlingIn: true } };
    expect(outcomeOf(settlingIn).findings.linked).toEqual([]);
  });

  it("is not what a person sees who asks for a dry run", () => {
    expect(outcomeOf({ start: startOn({ mode: "plan" }) }).findings.isDryRunByHand).toBe(true);
    expect(outcomeOf({ settings: { ...settings, mode: "plan" } }).findings.isDryRunByHand).toBe(false);
  });

  it("counts the ids that may belong to another human, and no other conflict", () => {
    const kinds = ["another-human", "no-name", "another-human"] as const;
    const conflicts = kinds.map((kind) => ({ kind: "conflict", conflict: kind, reason: "both names" }) as const);
    const plan = { people: 3, unchanged: 0, conflicts };
    expect(outcomeOf({}).perhapsAnotherHuman).toBe(0);
    expect(outcomeOf({ decided: { ...decided, plan } }).perhapsAnotherHuman).toBe(2);
  });

  it("counts each unreadable scope once, in whichever reading it failed", () => {
    expect(outcomeOf({}).scopesUnreadable).toBe(0);
    const scopeErrors = [...unreadable(2), ...unreadable(1)];
    expect(outcomeOf({ decided: { ...decided, scopeErrors } }).scopesUnreadable).toBe(2);
  });
});
