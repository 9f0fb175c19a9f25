import type { Alert } from "./alert.ts";

/** So many are put into the message; the rest are a number. */
const maxListed = 20;
/** Of the 256 KB that a message may have with its attributes. */
const maxOthers = 1_000;

/** One message of the alerts of a tick: the alert itself where there is one. */
export function oneMessage(first: Alert, others: readonly Alert[]): Alert {
  if (others.length === 0) return first;
  const alerts = [first, ...others];
  const more = alerts.length - maxListed;
  const rest = `And ${more} more: see "By tenant" and "Recent failures" on the dashboard.`;
  const listed = alerts.slice(0, maxListed).map(({ subject, message }) => `${subject}\n${message}`);
  return {
    tenantId: first.tenantId,
    code: first.code,
    subject: `User sync: ${alerts.length} messages about ${new Set(alerts.map(({ tenantId }) => tenantId)).size} tenants`,
    message: [...listed, ...(more > 0 ? [rest] : [])].join("\n\n"),
    others: others.slice(0, maxOthers).map(({ tenantId, code }) => ({ tenantId, code })),
  };
}
