import * as z from "zod";
import { type RunId, runId, type TenantId, tenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { tenantIdExpected, tenantIdPattern } from "#shared/names.ts";
import type { Viewer } from "./target.ts";

export const views = ["settings", "runs", "run", "people", "check"] as const;
export type View = (typeof views)[number];

/** Form fields by name; what is no text is left out. */
export type Texts = Readonly<Record<string, string>>;

/** What both functions of the page take out of an event. */
export interface WidgetEvent {
  readonly tenantId: TenantId;
  readonly runId?: RunId;
  readonly forms: Texts;
  readonly viewer: Viewer;
}

export interface PageEvent extends WidgetEvent {
  /** Absent when the dashboard shows or refreshes the widget. */
  readonly view?: View;
  /** Typed before, on the way through a page that has no form. */
  readonly typed?: Texts;
  /** Ask RingCentral for the sub-accounts. */
  readonly list?: "sub-accounts";
  /** The viewer says that what RingCentral refused was corrected there. */
  readonly corrected?: true;
}

/** A ULID. */
export const runIdPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const longestText = 20_000;
/** Fields of all forms together; the largest form has a field for each of some sub-accounts. */
const maxFields = 300;

const texts = z
  .custom<Readonly<Record<string, unknown>>>((value) => typeof value === "object" && value !== null)
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter((field): field is [string, string] => typeof field[1] === "string")
        .filter(([name, text]) => /^[\w:.-]{1,100}$/.test(name) && text.length <= longestText)
        .slice(0, maxFields),
    ),
  );

const widgetContext = z
  .object({
    theme: z.enum(["light", "dark"]).catch("light"),
    timezone: z.object({ offsetISO: z.string().catch("") }).catch({ offsetISO: "" }),
    forms: z.object({ all: texts.catch({}) }).catch({ all: {} }),
  })
  .catch({ theme: "light", timezone: { offsetISO: "" }, forms: { all: {} } });

const widgetSchema = z.object({
  tenantId: z.string().regex(tenantIdPattern, { error: tenantIdExpected }).default("default"),
  runId: z.string().regex(runIdPattern).optional(),
  widgetContext: widgetContext.optional(),
});

const pageSchema = z.object({
  view: z.enum(views).optional(),
  typed: texts.optional(),
  list: z.literal("sub-accounts").optional(),
  corrected: z.literal(true).optional(),
});

/** Texts out of an event, as those of a form. */
export const textsSchema = texts;

/**
 * What a widget's call says, for either function. What CloudWatch adds is read leniently, since it only decides on
 * looks; forms travel in it, so that no message quotes anything.
 * @throws SETTINGS_INVALID naming the attributes that are malformed
 */
export function parseWidgetEvent(event: unknown): WidgetEvent {
  const parsed = parseBy(widgetSchema, event);
  const { theme = "light", timezone, forms } = parsed.widgetContext ?? {};
  return {
    tenantId: tenantId(parsed.tenantId),
    ...(parsed.runId === undefined ? {} : { runId: runId(parsed.runId) }),
    forms: forms?.all ?? {},
    viewer: { theme, offsetMinutes: offsetOf(timezone?.offsetISO ?? "") },
  };
}

/** What a call of the function that reads says. @throws SETTINGS_INVALID naming the attributes that are malformed */
export function parsePageEvent(event: unknown): PageEvent {
  const { view, typed, list, corrected } = parseBy(pageSchema, event);
  return {
    ...parseWidgetEvent(event),
    ...(view === undefined ? {} : { view }),
    ...(typed === undefined ? {} : { typed }),
    ...(list === undefined ? {} : { list }),
    ...(corrected === undefined ? {} : { corrected }),
  };
}

/** Parses an event and quotes nothing of it. @throws SETTINGS_INVALID */
export function parseBy<Schema extends z.ZodType>(schema: Schema, event: unknown): z.infer<Schema> {
  const result = schema.safeParse(event);
  if (result.success) return result.data;
  const attributes = [...new Set(result.error.issues.map(({ path }) => String(path[0] ?? "event")))];
  throw new SyncError("SETTINGS_INVALID", `The event of the page is malformed: ${attributes.join(", ")}`);
}

/** `{ describe: true }` asks for documentation. */
export function asksForDescription(event: unknown): boolean {
  return typeof event === "object" && event !== null && (event as { describe?: unknown }).describe === true;
}

/** The console tells the offset in two forms; of this one the sign is plain. */
function offsetOf(iso: string): number {
  const match = /^([+-])(\d\d):([0-5]\d)$/.exec(iso);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
