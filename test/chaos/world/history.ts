import type { FaultStatus } from "#test/simulators/ringcentral/faults.ts";
import type { OauthCode } from "#test/simulators/ringcentral/oauth-refusals.ts";
import type { OddList } from "#test/simulators/ringcentral/oddities.ts";
import type { ExtensionStatus } from "#test/simulators/ringcentral/organisation-model.ts";
import type { Strictness } from "#test/simulators/ringcentral/simulated-exchange.ts";

/**
 * Somebody or something chosen without knowing who is there: an index into the list of candidates in a stable order,
 * taken modulo its length. So an event stays applicable when those before it are taken away; without candidates it
 * does nothing.
 */
export type Choice = number;

/** What happens in RingCentral's directory. */
export type DirectoryEvent =
  | { readonly kind: "hire"; readonly name: Choice; readonly group: Choice; readonly supervisor: boolean }
  | { readonly kind: "hire-without-extension"; readonly name: Choice; readonly group: Choice }
  | { readonly kind: "hire-with-email-of"; readonly name: Choice; readonly group: Choice; readonly of: Choice }
  | {
      readonly kind: "rename";
      readonly person: Choice;
      readonly name: Choice;
      readonly part: "first" | "last" | "both";
    }
  | { readonly kind: "change-email"; readonly person: Choice; readonly email: "new" | "none" | "upper-case" }
  | { readonly kind: "swap-emails"; readonly one: Choice; readonly other: Choice }
  | { readonly kind: "agent-type"; readonly person: Choice; readonly type: "AGENT" | "SUPERVISOR" }
  | { readonly kind: "seat-active"; readonly person: Choice; readonly isActive: boolean }
  | { readonly kind: "appoint-administrator"; readonly person: Choice }
  | { readonly kind: "dismiss-administrator"; readonly person: Choice }
  | { readonly kind: "move-sub-account"; readonly person: Choice; readonly to: Choice }
  | { readonly kind: "move-group"; readonly person: Choice; readonly to: Choice }
  | { readonly kind: "second-seat"; readonly person: Choice; readonly group: Choice }
  | { readonly kind: "revoke-access"; readonly person: Choice }
  | { readonly kind: "leave"; readonly person: Choice; readonly how: "removed" | "extension-disabled" }
  | { readonly kind: "extension-status"; readonly person: Choice; readonly status: ExtensionStatus }
  | { readonly kind: "come-back"; readonly person: Choice; readonly how: "same-id" | "new-id" }
  | { readonly kind: "recycle-email"; readonly name: Choice; readonly group: Choice; readonly of: Choice }
  | { readonly kind: "empty-sub-account"; readonly subAccount: Choice }
  | { readonly kind: "refill-sub-account" }
  /** Everybody in one list is gone from it at once, and comes back with `refill-lists`. */
  | { readonly kind: "empty-administrators" }
  | { readonly kind: "empty-group"; readonly group: Choice }
  | { readonly kind: "refill-lists" }
  /** From this person on, every so manieth. */
  | {
      readonly kind: "rename-many";
      readonly person: Choice;
      readonly step: number;
      readonly name: Choice;
      readonly part: "first" | "last";
    }
  | { readonly kind: "leave-some"; readonly person: Choice; readonly count: number }
  | { readonly kind: "appoint-some"; readonly person: Choice; readonly count: number }
  | { readonly kind: "promote-some"; readonly person: Choice; readonly count: number }
  | { readonly kind: "hire-many"; readonly name: Choice; readonly group: Choice; readonly count: number }
  | { readonly kind: "everybody-back" }
  | { readonly kind: "wfo-access"; readonly subAccount: Choice; readonly granted: boolean }
  | { readonly kind: "sub-account-listed"; readonly subAccount: Choice; readonly listed: boolean }
  /** A record of this list says something odd from now on, in one of the ways that were seen. */
  | { readonly kind: "odd-record"; readonly list: OddList; readonly record: Choice; readonly oddity: Choice }
  /** A record names nobody from now on. */
  | {
      readonly kind: "record-without-id";
      readonly list: "administrators" | "agents" | "extensions";
      readonly record: Choice;
    }
  | { readonly kind: "odd-records-mended" };

/** What somebody does by hand in AI WFM's roster. */
export type RosterEvent =
  | {
      readonly kind: "add-by-hand";
      readonly like: Choice;
      readonly status: "Active" | "Inactive";
      readonly role: "Agent" | "Scheduler" | "Administrator";
    }
  /** Every linked user who is Inactive is set Active. */
  | { readonly kind: "activate-leavers" }
  /** From this user on, every so manieth gets another name. */
  | { readonly kind: "edit-many"; readonly user: Choice; readonly step: number }
  | { readonly kind: "add-stranger"; readonly name: Choice }
  | { readonly kind: "edit-profile"; readonly user: Choice; readonly attribute: "firstName" | "lastName" | "role" }
  | { readonly kind: "edit-email"; readonly user: Choice; readonly email: "new" | "none" }
  | { readonly kind: "flip-status"; readonly user: Choice }
  | { readonly kind: "edit-activity"; readonly user: Choice }
  | { readonly kind: "add-note"; readonly user: Choice };

/** What an administrator changes in the settings item. */
export type SettingsEvent =
  | {
      readonly kind: "both-role";
      readonly value: "first" | "last" | "Agent" | "Supervisor" | "Scheduler" | "Administrator";
    }
  | { readonly kind: "supervisor-role"; readonly value: "Agent" | "Supervisor" }
  | { readonly kind: "managed-attributes"; readonly value: readonly ("firstName" | "lastName" | "role" | "email")[] }
  | { readonly kind: "wem-access"; readonly value: "ringcx" | "ringex-permission" }
  | { readonly kind: "ringex-check"; readonly value: "on" | "off" }
  | { readonly kind: "sub-accounts"; readonly value: "all" | "all-but-last" | "reversed" }
  | { readonly kind: "protect"; readonly user: Choice }
  | { readonly kind: "protect-nobody" }
  | { readonly kind: "ignore"; readonly person: Choice }
  | { readonly kind: "ignore-nobody" }
  | { readonly kind: "pilot"; readonly people: readonly Choice[] }
  | {
      readonly kind: "limits";
      readonly floor: number;
      readonly share: number;
      readonly most: number;
      readonly creates: number;
    }
  | { readonly kind: "mode"; readonly value: "apply" | "plan" }
  | { readonly kind: "service-enabled"; readonly value: boolean }
  | { readonly kind: "repaired" }
  | { readonly kind: "broken"; readonly attribute: "mainAccountId" | "adminAndAgentRole" | "defaultActivityId" };

/** Somebody decides about the held list of the newest run that has one, or of one before. */
export interface DecisionEvent {
  /** `reopen`: takes a refusal back. */
  readonly kind: "approve" | "refuse" | "reopen";
  /** The whole list, every second user, or all but the first. */
  readonly part: "all" | "half" | "all-but-first";
  /** So many lists before the newest one. */
  readonly back: 0 | 1;
  /** How long ago: an approval is valid for 72 hours, a refusal for 30 days, and what is still to come for none. */
  readonly hoursAgo: number;
  /** Bound to the list, or to something else. */
  readonly digest: "right" | "wrong";
}

export type WorldEvent =
  | { readonly in: "directory"; readonly event: DirectoryEvent }
  | { readonly in: "roster"; readonly event: RosterEvent }
  | { readonly in: "settings"; readonly event: SettingsEvent }
  | { readonly in: "history"; readonly event: DecisionEvent };

/** What goes wrong with one outbound call of a run, or several in a row. */
export type ApiError =
  | { readonly kind: "timeout" | "reset" | "lost-answer" | "slow" | "truncated" | "html" | "wrong-shape" }
  /** `retryAfterSeconds`: the penalty that a 429 of RingCentral starts (RingEX 60, RingCX none if absent). */
  | { readonly kind: "status"; readonly status: FaultStatus; readonly retryAfterSeconds?: number };

/** A fault from the `from`-th outbound call of the run on (1 is the first, RingCentral and AWS counted together). */
export interface PlannedFault {
  readonly from: number;
  readonly times: number;
  readonly fault: ApiError;
  /** Strikes only calls of this name, or of the service or host that this is. */
  readonly only?: string;
}

/** One invocation of the sync on a day. */
export interface PlannedRun {
  readonly trigger: "schedule" | "manual" | "undo";
  readonly mode?: "apply" | "plan";
  readonly faults: readonly PlannedFault[];
  /** The process dies at this outbound call: before the request leaves, or after it took effect. */
  readonly killed?: { readonly atCall: number; readonly when: "before" | "after" };
  /** What happens just before an outbound call of this run. */
  readonly meanwhile: readonly { readonly atCall: number; readonly event: WorldEvent }[];
  /** A second invocation, started when the first makes this outbound call. */
  readonly rival?: { readonly atCall: number };
  /** The event names the due time of the day, as only the schedule should; or it is a dry run that says it is the schedule's. */
  readonly forged?: "named" | "dry run";
}

/** How one tick reaches the dispatch function, and what disturbs it there. */
export interface PlannedTick extends Pick<PlannedRun, "faults" | "killed"> {
  readonly lateSeconds: number;
  /** What the event says of its time instead of the truth. */
  readonly clock?: "2036" | "days back" | "nothing";
  /** Delivered so often, all at the same time. */
  readonly times: 1 | 2;
  /** How often Lambda delivers each event that it took. */
  readonly deliveries: 1 | 2;
}

/**
 * One simulated day: first the events in their order, then the runs one after the other, then what the schedule starts
 * by itself until it comes to rest.
 */
export interface Day {
  readonly events: readonly WorldEvent[];
  readonly runs: readonly PlannedRun[];
  /** What disturbs the runs that the schedule starts by itself, in their order; those after them go undisturbed. */
  readonly again?: readonly Omit<PlannedRun, "trigger">[];
  /** Likewise the ticks of the day. */
  readonly ticks?: readonly PlannedTick[];
  /** RingCentral refuses every login of the day with this code. */
  readonly refusedLogin?: OauthCode;
}

/** All that a simulation does beyond what its seed decides by itself (latencies, jitter, ids). */
export interface History {
  readonly seed: number;
  readonly setup: {
    readonly people: number;
    readonly subAccounts: number;
    /** Agent groups of each; one large group may have a gap without being unreadable. */
    readonly groups: number;
    readonly withExtensions: "all" | "most";
    /** No process's clock is farther than this from the true time. */
    readonly skewMs: number;
    /** The setting `deactivationFloor` on the first day. */
    readonly floor: number;
    /** How RingCentral words its answers. */
    readonly strictness: Strictness;
  };
  readonly days: readonly Day[];
}
