import * as z from "zod";
import { parseBy, parseWidgetEvent, type Texts, textsSchema, type WidgetEvent } from "#functions/page/page-event.ts";
import { functionArnPattern } from "#shared/names.ts";

export interface SaveEvent extends WidgetEvent {
  readonly action: "save" | "save-confirmed" | "store-secrets" | "run" | "dry-run" | "stop";
  /** The function that shows the page, to which the answer's buttons go. */
  readonly pageArn: string;
  /** Fingerprint of what the viewer saw when they pressed the button. */
  readonly version: string;
  /** The texts that the form was made from. */
  readonly seen: Texts;
  /** What was shown to be saved, with `save-confirmed`; what was typed and not saved, with `store-secrets`. */
  readonly texts: Texts;
  /** Empty at the first press. */
  readonly nonce: string;
}

const schema = z.object({
  action: z.enum(["save", "save-confirmed", "store-secrets", "run", "dry-run", "stop"]),
  page: z.string().regex(functionArnPattern),
  version: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .default(""),
  seen: textsSchema.default({}),
  texts: textsSchema.default({}),
  nonce: z.string().max(100).default(""),
});

/** What a call of the function that saves says. @throws SETTINGS_INVALID naming the attributes that are malformed */
export function parseSaveEvent(event: unknown): SaveEvent {
  const { page: pageArn, ...asked } = parseBy(schema, event);
  return { ...parseWidgetEvent(event), ...asked, pageArn };
}
