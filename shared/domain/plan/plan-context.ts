import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { ConflictDecisions } from "#shared/domain/roster/change.ts";
import type { RosterIndex } from "#shared/domain/roster/roster-index.ts";
import type { Absence } from "#shared/domain/scope/absence.ts";
import type { Exclusions } from "#shared/domain/scope/exclusions.ts";
import type { RoleDecision } from "#shared/domain/scope/role.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Named } from "#shared/domain/text.ts";
import type { NoChange } from "./decision.ts";
import type { MatchedPerson } from "./match.ts";

/** What a decision about one person depends on besides themselves. */
export interface PlanContext {
  readonly settings: Settings;
  readonly scopes: ScopeStates;
  /** For people without a user, with the e-mails and links that this run gives the others. */
  readonly index: RosterIndex;
  readonly exclusions: Exclusions;
  readonly absence: Absence;
  /** Source ids that are listed and not removed, with the names that RingCX says. */
  readonly listed: ReadonlyMap<SourceId, Named | undefined>;
  /** Source ids that are listed, but out because their users were last seen in RingEX: they are not gone. */
  readonly remembered: ReadonlySet<SourceId>;
  /** People in scope without a user and not excluded, by e-mail. */
  readonly claimants: ReadonlyMap<string | undefined, readonly MatchedPerson[]>;
  /** E-mails of active users without a link. */
  readonly freeEmails: ReadonlySet<string | undefined>;
  /** People who may have one more record than is known. */
  readonly inDoubt: ReadonlySet<SourceId>;
  readonly decisions: ConflictDecisions;
}

/** A person to decide about, with the role that the rules give. */
export interface Candidate extends MatchedPerson {
  readonly role: PersonRole;
}

/** The role that the rules decide on, and what is in the way of giving it now. */
export interface PersonRole {
  readonly decided: RoleDecision | undefined;
  readonly given: RoleDecision | undefined;
  readonly waits: NoChange | undefined;
}
