import * as z from "zod";
import type { RunId } from "#shared/domain/ids.ts";
import { runId, tenantId } from "#shared/domain/ids.ts";
import { triggers } from "#shared/domain/run/summary.ts";
import type { ScheduleState } from "#shared/domain/schedule/schedule-state.ts";
import { offDutyKinds, startReasons } from "#shared/domain/schedule/schedule-state.ts";
import { alertCodes, reasonCodes } from "#shared/domain/sync-error.ts";
import type { Item } from "./plain-item.ts";

/** Sort key of the state in the history table. */
export const scheduleEntry = "schedule";

/**
 * People edit the item in the console: an instant may lack its milliseconds. Instants are compared as texts, which
 * holds for years of four digits only.
 */
const instant = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d/.test(text));
const count = z.number().int().min(0);
const id = z.string().transform((text): RunId => runId(text));

const pending = z.object({
  scheduledFor: instant,
  reason: z.enum(startReasons),
  invokedAt: instant,
  sentAt: instant,
  resent: z.union([z.literal(0), z.literal(1)]),
  settingsFingerprint: z.string(),
});
const rejection = z.object({
  code: z.enum(reasonCodes),
  settingsFingerprint: z.string(),
  secretVersionIds: z.array(z.string()).optional(),
});
const event = z.object({
  tenantId: z.string().transform(tenantId),
  trigger: z.enum(triggers),
  mode: z.enum(["apply", "plan"]).optional(),
  scheduledFor: instant.optional(),
  requestedBy: z.string().optional(),
  overrides: z.record(z.string(), z.unknown()).optional(),
  undoOf: id.optional(),
});

const untold = z.object({
  code: z.enum(alertCodes),
  runId: id.optional(),
  subject: z.string(),
  message: z.string(),
});

/** Every attribute on its own: one that cannot be read counts as absent, and dispatch finds its way from the rest. */
const attributes = {
  version: count,
  nextRunAt: instant,
  runDailyAtUtc: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
  enabledSince: instant,
  firstEnabledAt: instant,
  lastScheduledFor: instant,
  attempt: count,
  retryAt: instant,
  resumes: count,
  startAgain: z.enum(startReasons),
  pending,
  rejection,
  unfinishedSince: instant,
  lastRunId: id,
  settledAt: instant,
  readSubAccounts: z.array(z.string()),
  resumeRequest: z.object({ runId: id, event }),
  requestedResume: z.object({ at: instant, count }),
  seenSettings: z.record(z.string(), z.unknown()),
  seenFingerprint: z.string(),
  settingsCheck: z.enum(["valid", "faulty"]),
  watchedChange: z.object({ since: instant, attributes: z.array(z.string()) }),
  offDuty: z.object({ kind: z.enum(offDutyKinds), since: instant, alertedAt: instant }),
  lastAppliedAt: instant,
  appliedLookedAt: instant,
  untold: z.array(untold),
} satisfies { readonly [Name in keyof ScheduleState]-?: z.ZodType };

/** The state in a stored item. */
export function scheduleStateOf(item: Item): ScheduleState {
  const read: Record<string, unknown> = { version: 0, attempt: 0, resumes: 0 };
  for (const [name, schema] of Object.entries(attributes)) {
    const result = schema.safeParse(item[name]);
    if (result.success) read[name] = withoutAbsent(result.data);
  }
  // Each attribute was read by its own schema, and the three that are required have a value.
  return read as unknown as ScheduleState;
}

/** The item of a state; absent attributes are left out. */
export function scheduleItem(state: ScheduleState): Item {
  return { ...state, entry: scheduleEntry };
}

function withoutAbsent(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, withoutAbsent(part)]])),
  );
}
