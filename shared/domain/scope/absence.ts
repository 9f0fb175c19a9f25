import type { Person } from "#shared/domain/directory/person.ts";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import type { ScopeStates } from "#shared/domain/directory/scopes.ts";
import type { ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { SourceId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey, type Named, tidyName } from "#shared/domain/text.ts";

/** Whether a linked user's absence from RingCentral is proved, and if not, what is in the way. */
export type AbsenceVerdict =
  /** `reason` says how the lists show it. */
  | { readonly kind: "proved"; readonly reason: string }
  /** The id that the user is linked to is in scope. */
  | { readonly kind: "listed" }
  /** Nobody's status changes while RingEX is unreadable. */
  | { readonly kind: "ringex-not-read" }
  /** Scopes where the user was last seen. */
  | { readonly kind: "not-read"; readonly scopes: readonly ScopeId[] }
  | { readonly kind: "second-reading-not-read"; readonly scopes: readonly ScopeId[] }
  | { readonly kind: "second-reading-lists" }
  /** Scopes where the user was last seen, with records that name nobody. */
  | { readonly kind: "records-without-id"; readonly scopes: readonly ScopeId[] }
  /** RingEX lists the user's extension, and does not say whether it is removed. */
  | { readonly kind: "extension-not-understood" }
  /** A record whose ids cannot be used has the user's agent id, e-mail or name. */
  | { readonly kind: "perhaps-a-broken-record" };

/** Knows whose absence from RingCentral is proved (design 4.1, "Absence must be proved"). */
export interface Absence {
  of(user: RosterUser): AbsenceVerdict;
  /** Scopes where the user was last seen, `main` or sub-accounts, that are unreadable: no change of any kind then. */
  frozenBy(user: RosterUser): readonly ScopeId[];
  /** Whether every configured scope was read, so that somebody's old id is known to be gone. */
  readonly directoryIsComplete: boolean;
}

interface AbsenceInput {
  readonly scopes: ScopeStates;
  /** Who is, or may be, in scope by the first reading. */
  readonly present: ReadonlySet<SourceId>;
  /** Why those who are listed are out of scope all the same. */
  readonly outOfScope: ReadonlyMap<SourceId, string>;
  readonly extensions: ReadonlyMap<string, ExtensionRecord["status"]>;
  /** People known by a broken record alone, which may be about anybody with their agent id, e-mail or name. */
  readonly broken: readonly Pick<Person, "firstName" | "lastName" | "email" | "agentIds">[];
  readonly second: SecondLook;
}

/** What of the second reading counts for absence. */
interface SecondLook {
  readonly present: ReadonlySet<SourceId>;
  /** Nobody last seen in one of these is proved absent: they could not be read again, or a gap elsewhere may hide somebody. */
  readonly unproved: ReadonlySet<ScopeId>;
  readonly unreadable: readonly ScopeId[];
  /** Lists that have records which name nobody when they are read again. */
  readonly nameless: ReadonlySet<ScopeId>;
}

export function absenceOf(input: AbsenceInput): Absence {
  const { scopes, present, extensions, broken, second } = input;
  const { unreadable } = scopes;
  const nameless = new Set(scopes.nameless.keys()).union(second.nameless);
  const emails = new Set(broken.map(({ email }) => emailKey(email)));
  const names = new Set(broken.map(fullName));
  const agentIds = new Set(broken.flatMap((one) => one.agentIds));
  const mayBeBroken = (user: RosterUser): boolean => {
    const email = emailKey(user.email);
    if (user.agentIds?.some((id) => agentIds.has(id))) return true;
    return (email !== undefined && emails.has(email)) || names.has(fullName(user));
  };
  const whyGone = reasonOfAbsence(input);
  return {
    directoryIsComplete: unreadable.size === 0 && nameless.size === 0 && second.unproved.size === 0,
    frozenBy: ({ scopes: lastSeen = [] }) => lastSeen.filter((scope) => scope !== "ringex" && unreadable.has(scope)),
    of(user) {
      const { sourceId, scopes: lastSeen = [] } = user;
      // A user of whom no scope is known may be anywhere.
      const isAnywhere = lastSeen.length === 0;
      const notRead = isAnywhere ? [...unreadable.keys()] : lastSeen.filter((scope) => unreadable.has(scope));
      if (sourceId === undefined || present.has(sourceId)) return { kind: "listed" };
      if (unreadable.has("ringex")) return { kind: "ringex-not-read" };
      if (notRead.length > 0) return { kind: "not-read", scopes: notRead };
      if (second.present.has(sourceId)) return { kind: "second-reading-lists" };
      if (isAnywhere ? second.unproved.size > 0 : lastSeen.some((scope) => second.unproved.has(scope)))
        return { kind: "second-reading-not-read", scopes: second.unreadable };
      const withGaps = isAnywhere ? [...nameless] : lastSeen.filter((scope) => nameless.has(scope));
      if (withGaps.length > 0) return { kind: "records-without-id", scopes: withGaps };
      const extension = sourceId.replace(/^rc:/, "");
      if (extensions.has(extension) && extensions.get(extension) === undefined)
        return { kind: "extension-not-understood" };
      if (mayBeBroken(user)) return { kind: "perhaps-a-broken-record" };
      return { kind: "proved", reason: whyGone(user, sourceId) };
    },
  };
}

/** Three different things: out of scope although listed, not listed any more, or the list is no longer configured. */
function reasonOfAbsence({ scopes: { configured }, outOfScope, extensions }: AbsenceInput) {
  return ({ scopes: lastSeen = [] }: RosterUser, sourceId: SourceId): string => {
    const out = outOfScope.get(sourceId);
    if (out !== undefined) return out;
    const inRingCx = lastSeen.filter((scope) => scope !== "ringex");
    const dropped = inRingCx.filter((scope) => !configured.has(scope));
    const notRead = dropped.length === 0 ? [] : [noLongerConfigured(dropped)];
    if (dropped.length > 0 && dropped.length === inRingCx.length) return notRead.join();
    const status = extensions.get(sourceId.replace(/^rc:/, ""));
    const gone =
      status === undefined
        ? `no longer listed in RingCentral (last seen in ${lastSeen.length === 0 ? "an unknown scope" : lastSeen.join(", ")})`
        : `no longer an agent or administrator in RingCX; the extension is ${status === "Enabled" ? "still enabled" : status}`;
    return [gone, ...notRead].join("; ");
  };
}

function noLongerConfigured(scopes: readonly ScopeId[]): string {
  const ids = scopes.map((scope) => scope.replace(/^sub:/, "")).join(", ");
  return scopes.length === 1
    ? `sub-account ${ids} is no longer configured; it was not read`
    : `sub-accounts ${ids} are no longer configured; they were not read`;
}

function fullName({ firstName, lastName }: Named): string {
  return `${tidyName(firstName)}\n${tidyName(lastName)}`;
}
