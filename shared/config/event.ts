import * as z from "zod";
import { runId, tenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import { triggers } from "#shared/domain/run/summary.ts";
import { looksLikeSecret, secretRemoved } from "#shared/domain/settings/secret-names.ts";
import type { SettingsIssue } from "#shared/domain/settings/settings.ts";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import { shownText, shownValue } from "#shared/domain/settings/shown-value.ts";
import { tenantIdExpected, tenantIdPattern } from "#shared/names.ts";

/** What starts a tick, parsed. */
export interface DispatchEvent {
  /** The tick's own time, ISO 8601 UTC with milliseconds; absent when the clock is to be used. */
  readonly scheduledTime?: string;
}

const maxOverrides = 50;
const instantExpected = "an instant in UTC like 2026-03-02T02:00:00Z";

const instant = z.string({ error: instantExpected }).transform((text, context) => {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?Z$/.exec(text);
  const normal = match === null ? "" : `${match[1]}${match[2] ?? ".000"}Z`;
  const time = Date.parse(normal);
  // 30 February parses as 2 March: only a date that survives the round trip is one.
  if (!Number.isNaN(time) && new Date(time).toISOString() === normal) return normal;
  context.addIssue({ code: "custom", message: instantExpected });
  return z.NEVER;
});

const oneOf = (values: readonly string[]): string => `one of ${values.join(", ")}`;
const requestedByExpected = "1 to 256 characters without control characters";
const undoOfExpected = "the id of the run to put back, a ULID (26 characters)";
const overridesExpected = `an object of at most ${maxOverrides} settings`;

const syncEventSchema = z.strictObject({
  tenantId: z
    .string({ error: tenantIdExpected })
    .regex(tenantIdPattern, { error: tenantIdExpected })
    .default("default"),
  trigger: z.enum(triggers, { error: oneOf(triggers) }).default("manual"),
  mode: z.enum(["apply", "plan"], { error: oneOf(["apply", "plan"]) }).optional(),
  scheduledFor: instant.optional(),
  requestedBy: z
    .string({ error: requestedByExpected })
    .regex(/^\P{Cc}{1,256}$/u, { error: requestedByExpected })
    .optional(),
  // Not a record of zod's, which drops an own `__proto__` in silence.
  overrides: z
    .custom<Readonly<Record<string, unknown>>>(isObject, { error: overridesExpected })
    .refine((overrides) => Object.keys(overrides).length <= maxOverrides, { error: overridesExpected })
    .optional(),
  undoOf: z
    .string({ error: undoOfExpected })
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, { error: undoOfExpected })
    .optional(),
});

/**
 * The event of a sync run with its defaults filled in (design 3.6).
 * @throws SETTINGS_INVALID listing everything that is wrong with it
 */
export function parseSyncEvent(event: unknown): SyncEvent {
  const result = syncEventSchema.safeParse(event);
  const undoFaults = contradictions(event);
  if (!result.success) throw malformed("sync", event, [...faultsOf(result.error, event), ...undoFaults]);
  if (undoFaults.length > 0) throw malformed("sync", event, undoFaults);
  const { mode, scheduledFor, requestedBy, overrides, undoOf } = result.data;
  return {
    tenantId: tenantId(result.data.tenantId),
    trigger: result.data.trigger,
    ...(mode === undefined ? {} : { mode }),
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(undoOf === undefined ? {} : { undoOf: runId(undoOf) }),
  };
}

/**
 * The event of a tick.
 * @throws SETTINGS_INVALID listing everything that is wrong with it
 */
export function parseDispatchEvent(event: unknown): DispatchEvent {
  const result = z.strictObject({ scheduledTime: instant.optional() }).safeParse(event);
  if (!result.success) throw malformed("dispatch", event, faultsOf(result.error, event));
  const { scheduledTime } = result.data;
  return scheduledTime === undefined ? {} : { scheduledTime };
}

/** An undo needs the run to undo, and nothing else may name one. */
function contradictions(event: unknown): SettingsIssue[] {
  if (!isObject(event)) return [];
  if (event.trigger === "undo" && event.undoOf === undefined)
    return [{ attribute: "undoOf", expected: undoOfExpected }];
  if (event.trigger !== "undo" && event.undoOf !== undefined) {
    return [{ attribute: "undoOf", expected: "nothing, because the trigger is not undo" }];
  }
  return [];
}

function faultsOf(error: z.ZodError, event: unknown): SettingsIssue[] {
  return error.issues.flatMap((issue): SettingsIssue[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys
        .slice(0, maxOverrides)
        .map((key) => ({ attribute: shownText(key), expected: "no such attribute" }));
    }
    const attribute = String(issue.path[0] ?? "event");
    if (attribute === "event") return [{ attribute, expected: "a JSON object" }];
    const value = isObject(event) ? event[attribute] : undefined;
    // Overrides and whoever asked may hold anything, so their values stay out of the message.
    const hidden = attribute === "overrides" || attribute === "requestedBy";
    return [{ attribute, expected: issue.message, ...(hidden ? {} : { value: shown(value) }) }];
  });
}

function malformed(name: "sync" | "dispatch", event: unknown, faults: readonly SettingsIssue[]): Error {
  const tenant = isObject(event) && typeof event.tenantId === "string" ? ` for tenant ${shown(event.tenantId)}` : "";
  return settingsInvalid(`the ${name} event${tenant}`, faults);
}

/** A value for the message; a token that stands in the wrong place is not repeated. */
function shown(value: unknown): string {
  const text = shownValue(value);
  return looksLikeSecret(text) ? secretRemoved : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
