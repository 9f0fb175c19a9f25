import type { SourceId, UserId } from "#shared/domain/ids.ts";
import type { ChangeRecord } from "#shared/domain/roster/change.ts";
import type { Profile } from "#shared/domain/roster/roster-user.ts";
import type { OnBehalf, OperatorPorts } from "./operator-ports.ts";

/** Stands where a name or an e-mail was. */
export const forgotten = "(forgotten)";

const personal = ["firstName", "lastName", "email"] as const;
/** More changes than anybody has in 400 days. */
const maxChanges = 100_000;

/**
 * Takes names and e-mails out of one user's change records, takes back what was decided about the same ids, since a
 * decision holds a name, and records that it was done; returns how many records had some. Safe to repeat.
 */
export async function forgetPerson(
  { userId, onBehalf }: { readonly userId: UserId; readonly onBehalf: OnBehalf },
  { history, decisions, clock, newUlid }: Pick<OperatorPorts, "history" | "decisions" | "clock" | "newUlid">,
): Promise<number> {
  const { tenantId, by } = onBehalf;
  const known = new Set<SourceId>();
  let records = 0;
  for (const { runId, number, record } of await history.changesOfUser(tenantId, userId, maxChanges)) {
    if (record.sourceId !== undefined) known.add(record.sourceId);
    const redacted = redactedRecord(record);
    if (redacted === undefined) continue;
    await history.rewriteChange(tenantId, { runId, number, record: redacted });
    records += 1;
  }
  for (const [sourceId, decision] of await decisions.list(tenantId))
    if (decision.userId === userId || known.has(sourceId)) await decisions.takeBack(tenantId, sourceId);
  await history.noteForgotten(tenantId, newUlid(), { userId, by, at: clock.now().toISOString(), records });
  return records;
}

function redactedRecord(record: ChangeRecord): ChangeRecord | undefined {
  const [before, after] = [redactedProfile(record.before), redactedProfile(record.after)];
  if (before === record.before && after === record.after) return undefined;
  return { ...record, before, after };
}

function redactedProfile(profile: Profile): Profile {
  const seen = profile.seen && redacted(profile.seen);
  const told = redacted(profile);
  return seen === profile.seen ? told : { ...told, seen };
}

function redacted<Texts extends Pick<Profile, (typeof personal)[number]>>(texts: Texts): Texts {
  const told = personal.filter((name) => texts[name] !== undefined && texts[name] !== forgotten);
  return told.length === 0 ? texts : { ...texts, ...Object.fromEntries(told.map((name) => [name, forgotten])) };
}
