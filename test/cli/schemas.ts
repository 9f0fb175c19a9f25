import { z } from "zod";
import { riskyKindNames } from "#shared/domain/roster/risky-kinds.ts";

const instant = z.iso.datetime({ precision: 3 });
const runId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
const role = z.enum(["Agent", "Supervisor", "Scheduler", "Administrator"]);
const status = z.enum(["Active", "Inactive"]);
/** What RingCentral said of somebody. */
const seen = z.strictObject({ firstName: z.string(), lastName: z.string(), email: z.string().optional() });
const attributes = z
  .strictObject({
    userId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    role,
    status,
    activityId: z.string(),
    sourceId: z.string(),
    formerSourceId: z.string(),
    dataSourceId: z.string(),
    agentIds: z.array(z.string()),
    scopes: z.array(z.string()),
    groups: z.array(z.string()),
    seen,
  })
  .partial();
const mode = z.enum(["plan", "apply"]);
const kind = z.enum(["create", "link", "update", "reactivate", "deactivate", "conflict"]);
const fault = z.strictObject({ attribute: z.string(), value: z.string().optional(), expected: z.string() });
const counts = z.strictObject({
  created: z.int(),
  linked: z.int(),
  updated: z.int(),
  reactivated: z.int(),
  deactivated: z.int(),
  unchanged: z.int(),
  held: z.int(),
  failed: z.int(),
  conflicts: z.int(),
});

/** A run that has ended. */
export const runSchema = z.strictObject({
  runId,
  tenantId: z.string(),
  trigger: z.enum(["schedule", "manual", "undo"]),
  mode,
  status: z.enum(["succeeded", "partial", "held", "skipped", "failed"]),
  reasons: z.array(z.strictObject({ code: z.string(), message: z.string(), details: z.looseObject({}).optional() })),
  startedAt: instant,
  finishedAt: instant,
  people: z.int(),
  rosterUsers: z.int(),
  changes: counts,
  calls: z.strictObject({ ringCentral: z.int(), ringCx: z.int(), throttled: z.int() }),
  requestedBy: z.string().optional(),
  stoppedBy: z.string().optional(),
  scheduledFor: instant.optional(),
  undoOf: runId.optional(),
  actor: z.string().optional(),
  waitedMs: z.int().optional(),
  planDigest: z.string().length(64).optional(),
  heldDigest: z.string().length(64).optional(),
  risky: z.partialRecord(z.enum(riskyKindNames), z.int().positive()).optional(),
  refused: z.int().positive().optional(),
  settingsFingerprint: z.string().length(64).optional(),
  upkeep: z.int().positive().optional(),
});
export const runsSchema = z.array(runSchema);

const record = z.strictObject({
  mode,
  kind,
  conflict: z.string().optional(),
  decided: z.literal(true).optional(),
  risk: z.enum(riskyKindNames).optional(),
  userId: z.string().optional(),
  sourceId: z.string().optional(),
  before: attributes,
  after: attributes,
  reason: z.string(),
  actor: z.string(),
  outcome: z.enum(["planned", "applied", "failed", "held", "refused", "conflict"]),
  error: z.string().optional(),
  at: instant,
});
const change = z.strictObject({ number: z.int().positive(), record });

/** `plan` and `show`. */
export const planSchema = z.strictObject({ run: runSchema, changes: z.array(change) });

/** `run` without `--wait`. */
export const startedSchema = z.strictObject({ requestedBy: z.string() });

const heldDecision = z.strictObject({
  kind: z.enum(["approval", "refusal"]),
  runId,
  digest: z.string().length(64),
  userIds: z.array(z.string()).nonempty().optional(),
  except: z.array(z.string()).nonempty().optional(),
  by: z.string(),
  at: instant,
});
export const approvalSchema = z.strictObject({ approval: heldDecision, run: runSchema.optional() });
export const refusalSchema = z.strictObject({ refusal: heldDecision });
export const reopenedSchema = z.strictObject({ reopened: z.enum(["refusal", "rest"]) });

const plannedChange = z.looseObject({
  kind,
  userId: z.string(),
  before: attributes,
  after: attributes,
  reason: z.string(),
});
const conflict = z.looseObject({ kind: z.literal("conflict"), reason: z.string() });
export const undoSchema = z.strictObject({
  changes: z.array(plannedChange),
  conflicts: z.array(conflict),
  run: runSchema.optional(),
});

export const doctorSchema = z.strictObject({
  checks: z.array(
    z.strictObject({
      link: z.string(),
      outcome: z.enum(["ok", "warning", "failed", "unknown"]),
      found: z.string(),
      next: z.string().optional(),
      retryAt: z.string().optional(),
    }),
  ),
  next: z.string().nullable(),
});

export const settingsSchema = z.array(
  z.strictObject({
    attribute: z.string(),
    value: z.unknown(),
    source: z.enum(["item", "parameter", "default", "missing"]),
    fault: z.string().optional(),
  }),
);
export const proposalSchema = z.strictObject({
  differences: z.array(z.strictObject({ attribute: z.string(), before: z.unknown(), after: z.unknown() })),
  faults: z.array(fault),
});
export const checkSchema = z.strictObject({
  valid: z.boolean(),
  faults: z.array(fault),
  shadowed: z.array(z.string()),
  bounded: z.array(z.object({ attribute: z.string(), value: z.number(), countsAs: z.number() })),
});
export const settingsHistorySchema = z.array(
  z.strictObject({
    id: runId,
    change: z.strictObject({
      at: instant,
      before: z.record(z.string(), z.unknown()),
      after: z.record(z.string(), z.unknown()),
      valid: z.boolean(),
      faults: z.array(fault),
      by: z.string().optional(),
    }),
  }),
);

export const pilotSchema = z.strictObject({ before: z.array(z.string()), after: z.array(z.string()) });
export const secretSchema = z.strictObject({
  stored: z.literal(true),
  tried: z.boolean(),
  jwtDaysLeft: z.int().nullable(),
});
export const forgetSchema = z.strictObject({ userId: z.string(), records: z.int() });

const rosterUser = z.looseObject({
  userId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().optional(),
  role,
  status,
  activityId: z.string().optional(),
  seen: seen.optional(),
  groups: z.array(z.string()).optional(),
});
/** `roster list` and `roster export`. */
export const rosterSchema = z.array(rosterUser);
export const rosterUserSchema = rosterUser;

const activity = z.strictObject({ id: z.string(), name: z.string(), parentId: z.string().optional() });
const dataSource = z.strictObject({ id: z.string(), name: z.string(), adapter: z.string() });
export const organizationSchema = z.strictObject({ activities: z.array(activity), dataSources: z.array(dataSource) });
export const unitSchema = z.union([activity, dataSource]);

const notRead = z.strictObject({ cause: z.string(), retryAt: instant.optional() });
const sightings = z.array(z.strictObject({ scope: z.string(), says: z.string() }));
const heldChange = plannedChange.extend({ risk: z.enum(riskyKindNames), cause: z.string() });
const step = z.discriminatedUnion("kind", [
  z.strictObject({
    ...{ kind: z.literal("change"), first: plannedChange.optional() },
    ...{ change: plannedChange, held: z.array(heldChange) },
  }),
  z.strictObject({ kind: z.enum(["held", "refused"]), held: z.array(heldChange) }),
  z.strictObject({ kind: z.literal("conflict"), reason: z.string() }),
  z.strictObject({ kind: z.literal("nothing"), reason: z.string() }),
  z.strictObject({ kind: z.literal("not-read"), notRead }),
]);
export const storiesSchema = z.strictObject({
  found: z.int(),
  notRead: notRead.optional(),
  stories: z.array(
    z.strictObject({
      person: z.looseObject({ sourceId: z.string() }).optional(),
      users: z.array(rosterUser),
      sightings,
      eligibility: z.looseObject({ kind: z.enum(["in", "out", "unknown"]), reason: z.string() }).optional(),
      role: z.strictObject({ role, rule: z.string() }).optional(),
      excluded: z.string().optional(),
      next: step,
      past: z.array(z.strictObject({ runId, number: z.int(), record, run: z.looseObject({ runId }).optional() })),
    }),
  ),
});

const choice = z.enum(["same", "new", "link"]);
export const conflictsSchema = z.strictObject({
  conflicts: z.array(
    z.strictObject({
      sourceId: z.string().optional(),
      conflict: z.strictObject({
        kind: z.literal("conflict"),
        conflict: z.string(),
        userId: z.string().optional(),
        sourceId: z.string().optional(),
        reason: z.string(),
      }),
      choices: z.array(choice),
      person: z.looseObject({ sourceId: z.string() }).optional(),
      sightings,
      users: z.array(rosterUser),
      earlier: z
        .strictObject({ kind: choice, userId: z.string().optional(), seen, by: z.string(), at: instant })
        .optional(),
    }),
  ),
});
const decided = z.strictObject({ sourceId: z.string(), kind: choice, userId: z.string().optional() });
export const decidedSchema = z.strictObject({ decided: z.array(decided).nonempty() });
export const takenBackSchema = z.strictObject({ takenBack: z.array(decided).nonempty() });
