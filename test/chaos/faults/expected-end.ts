import type { ReasonCode } from "#shared/domain/sync-error.ts";
import type { ApiError } from "#test/chaos/world/history.ts";
import type { OutboundCall } from "#test/chaos/world/wire.ts";
import { expectedScopes, type UnreadScopes } from "./expected-scopes.ts";
import { type FaultCase, faultName } from "./fault-case.ts";

/** How a disturbed run has to end (design 3.7, 4.1, 4.5 to 4.7). */
export type ExpectedEnd =
  /** As if nothing had happened. */
  | { readonly kind: "undisturbed"; readonly sent?: number }
  /** `writes`: how many of the undisturbed run's roster writes were made, in their order. */
  | { readonly kind: "failed"; readonly code: ReasonCode; readonly writes: number; readonly sent?: number }
  /** As if nothing had happened, or the lease was lost at some moment: by chance, since back-offs are drawn. */
  | { readonly kind: "lease in danger" }
  /** Some roster writes failed, each alone: those of these numbers, counted from 0. */
  | { readonly kind: "changes failed"; readonly writes: readonly number[] }
  /** Throttles were waited out to the end of the time: the roster writes of these numbers were not made. */
  | { readonly kind: "out of time"; readonly writes: readonly number[] }
  /** Some scopes could not be read. */
  | { readonly kind: "scopes"; readonly unread: UnreadScopes }
  /** At least so many of the roster writes were made. */
  | { readonly kind: "died"; readonly writes: number };

/** What a fault comes to after all tries. */
type Effect =
  /** Another try succeeds, or nothing was lost. */
  | "passes"
  /** Not carried out, or nobody knows: no answer at any try. */
  | "unreachable"
  /** As `unreachable`, and yet carried out. */
  | "carried out"
  /** A 4xx. */
  | "refused"
  /** An answer that cannot be read; the request was carried out. */
  | "unusable";

const renewal = /^dynamodb (Put|Update)Item \S+-history lease(\.until)?$/;
/** A lease lasts 2 minutes, and nothing is begun in its last 15 s. */
const leaseMs = 105_000;
const settingsRead = "dynamodb GetItem user-sync-settings";
const rosterWrite = /^dynamodb (Put|Update)Item \S+-roster$/;

/** The end that the design wants for a case; `calls` are those of the undisturbed run. */
export function expectedEnd(one: FaultCase, calls: readonly OutboundCall[]): ExpectedEnd {
  const { call, name } = one;
  const writesUpTo = (number: number) => calls.slice(0, number).filter((sent) => rosterWrite.test(sent.name)).length;
  if (one.kind === "kill") return { kind: "died", writes: writesUpTo(one.when === "before" ? call - 1 : call) };
  const isRingCentral = /^(platform|ringcx) /.test(name);
  const effect = isRingCentral ? effectOnRingCentral(one) : effectOnAws(one);
  if (effect === "passes") {
    const isLogin = name.startsWith("platform POST");
    return { kind: "undisturbed", ...(isLogin ? { sent: one.fault.kind === "slow" ? 1 : 2 } : {}) };
  }
  return isRingCentral ? endByRingCentral({ one, effect, calls }) : endByAws({ one, effect, calls, writesUpTo });
}

function effectOnRingCentral({ fault, span, name }: FaultCase & { kind: "fault" }): Effect {
  const fails = faultName(fault);
  if (fails === "slow") return "passes";
  if (fails === "wrong-shape") return "unusable";
  const isReading = name.includes(" GET ");
  if (isReading && span === "once") {
    // A token that is refused is renewed, and the groups are listed again when one of them is gone.
    if (fails === "401") return "passes";
    if (fails === "404" && name.endsWith("/agents")) return "passes";
  }
  if (fails === "401" || fails === "403" || fails === "404") return "refused";
  return span === "once" ? "passes" : "unreachable";
}

function effectOnAws({ fault, span, name }: FaultCase & { kind: "fault" }): Effect {
  switch (faultName(fault)) {
    case "slow":
      return "passes";
    case "401":
    case "403":
    case "404":
      return "refused";
    case "truncated":
    case "html":
      return "unusable";
    case "wrong-shape":
      // The answer to a write of one item says nothing.
      return /(Put|Update|Delete)Item /.test(name) ? "passes" : "unusable";
    case "lost-answer":
      return span === "once" ? "passes" : "carried out";
    default:
      return span === "once" ? "passes" : "unreachable";
  }
}

interface Situation {
  readonly one: FaultCase & { readonly kind: "fault" };
  readonly effect: Exclude<Effect, "passes">;
  readonly calls: readonly OutboundCall[];
}

function endByRingCentral({ one, effect, calls }: Situation): ExpectedEnd {
  const { call, name, span } = one;
  const comes = (part: string) => calls.findIndex((sent) => sent.name.includes(part)) + 1;
  const strikes = (part: string) => name.includes(part) || (span === "outage" && comes(part) >= call);
  const sent = effect === "refused" || effect === "unusable" ? 1 : 4;
  const login = name.startsWith("platform") ? "/oauth/token" : "/rc/accesstoken";
  if (strikes(login)) {
    const host = name.startsWith("platform") ? "RINGCENTRAL" : "RINGCX";
    const code: ReasonCode = effect === "refused" ? `${host}_REJECTED` : `${host}_UNAVAILABLE`;
    return { kind: "failed", code, writes: 0, ...(name.includes(login) ? { sent } : {}) };
  }
  // Without a refresh the token is exchanged again; there is no other way in an outage.
  if (name.includes("/token/refresh") && span !== "outage") return { kind: "undisturbed" };
  return expectedScopes(one, calls);
}

function endByAws({
  one,
  effect,
  calls,
  writesUpTo,
}: Situation & { readonly writesUpTo: (number: number) => number }): ExpectedEnd {
  const { call, name, span, fault } = one;
  const isEnded = call - 1 > calls.findLastIndex((sent) => sent.name.endsWith(" run.finished"));
  const isOutage = span === "outage" && name.startsWith("dynamodb");
  // Alerts are told if they can be; the lease expires by itself.
  if (name.startsWith("sns ") || isEnded) return { kind: "undisturbed" };
  // What came of a login is remembered if it can be.
  const login = calls.findIndex((sent) => sent.name.includes("/oauth/token")) + 1;
  if (!isOutage && name.includes("-work ") && call > login) return { kind: "undisturbed" };
  // Whether the settings have changed meanwhile is looked at if it can be.
  const firstLook = calls.findIndex((sent) => sent.name === name) + 1;
  if (!isOutage && name === settingsRead && call > firstLook) return { kind: "undisturbed" };
  if (!isOutage && name.endsWith(" lease.until")) {
    if (span !== "lasting") return { kind: "undisturbed" };
    // What has no answer is waited for, at a change of the phase by the whole run: tries that time out take about as
    // long as a lease lasts, those that are throttled take longer.
    const isWaitedFor = calls.slice(call).some((sent) => rosterWrite.test(sent.name));
    if (losesLease(call, calls) || (isWaitedFor && isStatus(fault, 429))) {
      return { kind: "failed", code: "INTERNAL", writes: 0 };
    }
    return { kind: isWaitedFor && fault.kind === "timeout" ? "lease in danger" : "undisturbed" };
  }
  if (rosterWrite.test(name) && !isOutage) {
    if (effect === "unusable" || effect === "carried out") return { kind: "undisturbed" };
    const writes = calls.flatMap((sent, index) =>
      rosterWrite.test(sent.name) ? [{ ...sent, number: index + 1 }] : [],
    );
    const isStruck = (sent: (typeof writes)[number]) =>
      span === "once" ? sent.number === call : sent.number >= call && sent.name === name;
    const struck = writes.flatMap((sent, index) => (isStruck(sent) ? [index] : []));
    return { kind: isStatus(fault, 429) ? "out of time" : "changes failed", writes: struck };
  }
  // All the time that is left has gone by then: the run says that nobody goes on by itself.
  const takesTime = isStatus(fault, 429) || fault.kind === "timeout" || fault.kind === "slow";
  if (name.endsWith(" schedule.resumeRequest") && takesTime) return { kind: "undisturbed" };
  const isMissing = name === "secretsmanager GetSecretValue" && isStatus(fault, 404);
  return { kind: "failed", code: isMissing ? "SECRETS_MISSING" : "INTERNAL", writes: writesUpTo(call - 1) };
}

/** Whether the lease runs out before the first change when it is not renewed from a call on. */
function losesLease(call: number, calls: readonly OutboundCall[]): boolean {
  const renewedAt = calls.slice(0, call - 1).findLast((sent) => renewal.test(sent.name))?.sentAt ?? 0;
  const firstWrite = calls.find((sent) => rosterWrite.test(sent.name));
  return firstWrite !== undefined && firstWrite.sentAt - renewedAt > leaseMs;
}

function isStatus(fault: ApiError, status: number): boolean {
  return fault.kind === "status" && fault.status === status;
}
