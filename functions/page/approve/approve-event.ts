import * as z from "zod";
import { parseBy, parseWidgetEvent, type WidgetEvent } from "#functions/page/page-event.ts";
import { functionArnPattern } from "#shared/names.ts";

export interface ApproveEvent extends WidgetEvent {
  readonly action: "approve" | "refuse" | "reopen";
  /** The function that shows the page, to which the answer's buttons go. */
  readonly pageArn: string;
  /** User ids with commas between them, as they were shown; at the first press they stand in the form. */
  readonly only?: string;
  /** Empty at the first press. */
  readonly nonce: string;
}

const schema = z.object({
  action: z.enum(["approve", "refuse", "reopen"]),
  page: z.string().regex(functionArnPattern),
  only: z.string().max(20_000).optional(),
  nonce: z.string().max(100).default(""),
});

/** What a call of the function that approves says. @throws SETTINGS_INVALID naming the attributes that are malformed */
export function parseApproveEvent(event: unknown): ApproveEvent {
  const { page: pageArn, only, ...asked } = parseBy(schema, event);
  return { ...parseWidgetEvent(event), ...asked, ...(only === undefined ? {} : { only }), pageArn };
}
