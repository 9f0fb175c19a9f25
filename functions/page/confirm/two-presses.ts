import { createHash } from "node:crypto";
import type { TenantId } from "#shared/domain/ids.ts";
import { compareText } from "#shared/domain/text.ts";
import { type Nonces, nonceMinutes } from "#shared/ports/nonces.ts";

// Whatever changes something takes two presses: the first one shows what would be done and is given a nonce, which the
// second one brings back. An event that was not made by a button of the page has none, and so changes nothing.

/** What somebody was shown; the second press must ask for this very thing. */
export interface Confirmable {
  readonly tenantId: TenantId;
  readonly action: string;
  /** JSON values, in whatever order. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface ConfirmPorts {
  readonly nonces: Nonces;
}

/** The nonce for the button beside what is shown. */
export function nonceFor(shown: Confirmable, { nonces }: ConfirmPorts): Promise<string> {
  return nonces.issue(shown.tenantId, boundTo(shown));
}

/** Whether this press follows one that showed the same; asking uses the nonce up. */
export async function isConfirmed(
  { nonce, ...asked }: Confirmable & { readonly nonce: string },
  { nonces }: ConfirmPorts,
): Promise<boolean> {
  return nonce !== "" && (await nonces.redeem(asked.tenantId, { nonce, boundTo: boundTo(asked) }));
}

/** Said where a press brought a nonce that was not good. */
export const notConfirmed = `Nothing was changed: a confirmation is good once, for ${nonceMinutes} minutes, and for what it showed. Look again and confirm.`;

function boundTo({ action, facts }: Confirmable): string {
  return createHash("sha256")
    .update(JSON.stringify([action, inOrder(facts)]))
    .digest("hex");
}

/** The same text for the same values: DynamoDB, the console and the browser each have an order of their own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => compareText(one, other))
    .map(([name, item]) => [name, inOrder(item)]);
}
