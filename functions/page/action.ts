import { type Html, html, trustedHtml } from "./html.ts";
import type { ApproveTarget, SaveTarget, Target } from "./target.ts";

interface Action {
  readonly label: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Asked before the call; the viewer can say no. */
  readonly confirmation?: string;
  readonly look?: "primary" | "link";
  /** This is the view that is shown. */
  readonly isCurrent?: true;
  /** Says more than the label to who hears only that. */
  readonly name?: string;
}

/** A button that shows something. */
export function readButton(action: Action, place: Target): Html {
  return button(action, { endpoint: place.pageArn, common: { tenantId: place.tenantId } });
}

/** A button of the function that saves, which learns from it where to go back to. */
export function saveButton(action: Action, place: SaveTarget): Html {
  return button(action, { endpoint: place.saveArn, common: { tenantId: place.tenantId, page: place.pageArn } });
}

/** A button of the function that approves, which learns from it where to go back to. */
export function approveButton(action: Action, place: ApproveTarget): Html {
  return button(action, { endpoint: place.approveArn, common: { tenantId: place.tenantId, page: place.pageArn } });
}

/**
 * A real button, which the keyboard reaches and works without a script, and the behaviour that CloudWatch gives to the
 * element before `cwdb-action`. A link would need an address, and `#` leads away from the dashboard.
 */
function button(
  { label, payload, confirmation, look, isCurrent, name }: Action,
  { endpoint, common }: { readonly endpoint: string; readonly common: Readonly<Record<string, unknown>> },
): Html {
  const type = look === undefined ? "btn" : `btn btn-${look}`;
  const current = isCurrent === undefined ? undefined : html` aria-current="page"`;
  const named = name === undefined ? undefined : html` aria-label="${name}"`;
  const asked = confirmation === undefined ? undefined : html` confirmation="${confirmation}"`;
  return html`<button type="button" class="${type}"${current}${named}>${label}</button><cwdb-action action="call" endpoint="${endpoint}"${asked}>${jsonInHtml({ ...common, ...payload })}</cwdb-action>`;
}

/** JSON that is the same text whether or not the reader resolves HTML's entities. */
function jsonInHtml(value: unknown): Html {
  const escaped = JSON.stringify(value).replace(/[<>&'\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
  return trustedHtml(escaped);
}
