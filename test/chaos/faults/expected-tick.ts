import type { OutboundCall } from "#test/chaos/world/wire.ts";
import { type FaultCase, faultName } from "./fault-case.ts";

/** How a disturbed tick has to end (design 4.7). */
export type ExpectedTick =
  | "undisturbed"
  | "died"
  /** Nothing can be said about any tenant: the tick fails, nothing is started, the next one is a minute away. */
  | "rejected"
  /** The tenant could not be looked at or settled; the tick goes on and names it. */
  | "faulty"
  /** Everything is settled, but the invocation was not accepted. */
  | "not started"
  /** As `not started`, and yet it was accepted, once for every try. */
  | "unheard"
  /** While it is not known whether the secret has changed, a rejection waits on. */
  | "waits"
  /** A run is started, whatever the undisturbed tick did. */
  | "started";

/** The end that the design wants for a case; `calls` are those of the undisturbed tick. */
export function expectedTick(one: FaultCase, calls: readonly OutboundCall[]): ExpectedTick {
  if (one.kind === "kill") return "died";
  const { name, fault, span, call } = one;
  const fails = faultName(fault);
  const [service = "", operation = ""] = name.split(" ");
  if (fails === "slow") return "undisturbed";
  const isUnreadable = fails === "truncated" || fails === "html" || fails === "wrong-shape";
  const isRefusal = fails === "401" || fails === "403" || fails === "404";
  if (span === "once" && !isUnreadable && !isRefusal) return "undisturbed";
  // Told if it can be told.
  if (service === "sns") return "undisturbed";
  // A secret that is gone is another secret.
  if (service === "secretsmanager") return fails === "404" ? "started" : "waits";
  // The answer has nothing in it that is needed but its status.
  if (service === "lambda") return isUnreadable ? "undisturbed" : fails === "lost-answer" ? "unheard" : "not started";
  if (fails === "wrong-shape" && operation === "PutItem") return "undisturbed";
  const isForAll = (sent: string) => / (Scan|BatchGetItem|GetParametersByPath)( |$)/.test(sent);
  const sent = span === "outage" ? calls.slice(call - 1).filter((one) => one.name.startsWith(service)) : [{ name }];
  // A tick does without the list of tenants that were ever enabled.
  const struck = sent.filter((one) => !/ tenants(\.|$)/.test(one.name));
  if (struck.length === 0) return "undisturbed";
  return struck.some((sent) => isForAll(sent.name)) ? "rejected" : "faulty";
}

/**
 * Whether the process dies after it has written that a run's request to be gone on with is answered, and before it has
 * invoked: the request is lost then, and the next due run makes the changes that were left.
 */
export function losesRequest(one: FaultCase, calls: readonly OutboundCall[]): boolean {
  if (one.kind !== "kill") return false;
  const invoked = calls.findIndex(({ name }) => name.startsWith("lambda ")) + 1;
  return invoked > 0 && (one.when === "before" ? one.call === invoked : one.call === invoked - 1);
}
