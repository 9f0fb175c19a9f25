import { claim } from "#test/chaos/oracle/violation.ts";
import type { Item } from "#test/chaos/world/roster-journal.ts";
import type { UnreadScopes } from "./expected-scopes.ts";

interface Rosters {
  readonly before: ReadonlyMap<string, Item>;
  /** After the undisturbed run. */
  readonly undisturbed: ReadonlyMap<string, Item>;
  readonly after: ReadonlyMap<string, Item>;
}

interface Circumstances {
  readonly unread: UnreadScopes;
  readonly wemAccess: "ringcx" | "ringex-permission";
}

const compared = ["firstName", "lastName", "email", "role", "status", "activityId", "sourceId"] as const;

/**
 * Checks what a run with unreadable scopes made of each user (design 4.1). Returns of how many it could not say one
 * thing: people who are in a scope that was read and in one that was not.
 */
export function checkScopes(rosters: Rosters, circumstances: Circumstances): number {
  let open = 0;
  for (const userId of new Set([...rosters.before.keys(), ...rosters.undisturbed.keys(), ...rosters.after.keys()])) {
    const [before, undisturbed, after] = [rosters.before, rosters.undisturbed, rosters.after].map((one) =>
      one.get(userId),
    );
    const wanted = wantedOf({ before, undisturbed }, circumstances);
    if (wanted.length > 1) open += 1;
    const isWanted = wanted.some((one) => compared.every((name) => plain(one?.[name]) === plain(after?.[name])));
    claim("whoever was last seen in an unreadable scope is left as they are, the others go on", isWanted, () => {
      return `${userId}: was ${JSON.stringify(before)}, is ${JSON.stringify(after)}, expected ${JSON.stringify(wanted)}`;
    });
  }
  return open;
}

interface Fate {
  readonly before: Item | undefined;
  readonly undisturbed: Item | undefined;
}

function wantedOf({ before, undisturbed }: Fate, { unread, wemAccess }: Circumstances): readonly (Item | undefined)[] {
  const frozen = [...unread.first].filter((scope) => scope !== "ringex");
  const isIn = (user: Item | undefined, scopes: readonly string[]) =>
    seenIn(user).filter((one) => scopes.includes(one));
  const isLinked = before?.["sourceId"] !== undefined;
  if (isLinked && isIn(before, frozen).length > 0) return [before];
  const ringCx = seenIn(undisturbed).filter((scope) => scope !== "ringex");
  const missing = isIn(undisturbed, frozen);
  const isNewAdministrator = undisturbed?.["role"] === "Administrator" && before?.["role"] !== "Administrator";
  if (missing.length > 0 && missing.length === ringCx.length) return [before];
  let wanted = undisturbed;
  if (frozen.length > 0 && isNewAdministrator) {
    if (before === undefined) return [before];
    wanted = { ...wanted, role: before["role"] };
  }
  if (unread.first.has("ringex")) {
    const isAgentAlone = undisturbed?.["role"] !== "Administrator";
    // Without the roles there is no proof of access, and nobody is let in without it.
    if (!isLinked && wemAccess === "ringex-permission" && isAgentAlone) return [before];
    if (before !== undefined) wanted = { ...wanted, status: before["status"] };
  }
  const isDeactivation = before?.["status"] === "Active" && undisturbed?.["status"] === "Inactive";
  // Where they were not looked for again is where they may have moved to.
  if (isDeactivation && unread.second.size > 0) return [before];
  return missing.length > 0 ? [wanted, before] : [wanted];
}

function seenIn(user: Item | undefined): readonly string[] {
  return (user?.["scopes"] ?? []) as readonly string[];
}

/** Absent and NULL are the same; all that is compared is text. */
function plain(value: unknown): unknown {
  return value ?? "";
}
