import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { emailKey } from "#shared/domain/text.ts";

/** Identities under which a person or a user is known; a user and its person are judged together. */
export interface Identity {
  readonly emails: readonly (string | undefined)[];
  readonly sourceIds: readonly (SourceId | undefined)[];
}

/** Decides who is *covered*: neither changed nor reported as a conflict (design 4.4). */
export interface Exclusions {
  /** Why somebody is left alone, or `undefined`. */
  reasonFor(identity: Identity): string | undefined;
  /** Whether a user is the impersonated one or protected by the settings. */
  isProtected(user: RosterUser): boolean;
}

export function exclusionsOf(settings: Settings, roster: readonly RosterUser[]): Exclusions {
  const protectedIds = new Set<UserId>([settings.impersonatedUserId, ...settings.protectedUserIds]);
  const protectedUsers = roster.filter(({ userId }) => protectedIds.has(userId));
  const protectedEmails = new Set(protectedUsers.map(({ email }) => emailKey(email)));
  const protectedSources = new Set(protectedUsers.map(({ sourceId }) => sourceId));
  protectedEmails.delete(undefined);
  protectedSources.delete(undefined);
  const ignored = settings.ignoredPeople.map(matcher);
  const pilots = settings.pilotPeople.map(matcher);
  const matchesAny = (matchers: readonly Matcher[], { emails, sourceIds }: Identity): boolean =>
    matchers.length > 0 &&
    [...emails.map(emailKey), ...sourceIds].some((id) => id !== undefined && matchers.some((matches) => matches(id)));

  return {
    reasonFor(identity) {
      if (identity.sourceIds.some((id) => protectedSources.has(id))) return "linked to a protected user";
      if (identity.emails.some((email) => protectedEmails.has(emailKey(email)))) return "e-mail of a protected user";
      if (matchesAny(ignored, identity)) return "ignoredPeople";
      if (pilots.length > 0 && !matchesAny(pilots, identity)) return "not in pilotPeople";
      return undefined;
    },
    isProtected: ({ userId }) => protectedIds.has(userId),
  };
}

type Matcher = (id: string) => boolean;

/** `*` stands for any text. Looks for the parts one after the other, so that no pattern can be slow. */
function matcher(pattern: string): Matcher {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return (id) => id === pattern;
  const tail = rest.pop() ?? "";
  return (id) => {
    if (id.length < head.length + tail.length || !id.startsWith(head) || !id.endsWith(tail)) return false;
    let from = head.length;
    const end = id.length - tail.length;
    for (const part of rest) {
      const at = id.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}
