import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Item, RosterWrite } from "#test/chaos/world/roster-journal.ts";
import type { SeenRun } from "#test/chaos/world/simulated-world.ts";
import { asRead } from "./as-read.ts";
import type { DirectoryView } from "./directory-view.ts";
import { mayWork } from "./human-at-work.ts";
import { idsOf, isUntouchable, scopesOf } from "./identity.ts";
import { claim } from "./violation.ts";

interface Circumstances {
  /** The directory at the start of the run, and after every change during it. */
  readonly views: readonly DirectoryView[];
  /** Likewise; absent while the settings are not valid. */
  readonly settings: readonly (Settings | undefined)[];
}

/** Checks each write of a run by itself, however disturbed the run was. @throws Violation */
export function checkWrites(run: SeenRun, { views, settings }: Circumstances): void {
  const valid = settings.filter((one) => one !== undefined);
  // Somebody who moved into a part that could not be read is gone as far as anybody can tell (design 4.1).
  const answered = views.map((view) => ({
    ...view,
    readable: new Set([...view.readable].filter((id) => firstUnanswered(run, `sub:${id}`) === undefined)),
  }));
  const understood = valid.flatMap((one) => answered.map((view) => ({ settings: one, view: asRead(view, one) })));
  for (const write of run.writes) {
    const { before, after, userId } = write;
    claim("nobody is deleted", after !== undefined, () => userId);
    if (before !== undefined) {
      // Whom a user is linked to decides with it whether the sync may touch it.
      const linked = { ...before, sourceId: after?.["sourceId"] };
      const ofHuman = views
        .flatMap(({ humans }) => humans)
        .filter((human) => idsOf(human).includes(String(linked.sourceId)))
        .map(({ email }) => ({ ...linked, email }));
      const isFreed = valid.some((one) => [before, linked, ...ofHuman].some((user) => !isUntouchable(user, one)));
      claim("handmade, protected and impersonated users are untouched", isFreed, () => `${run.name} ${userId}`);
    }
    if (!isDeactivation(write) || run.event["trigger"] === "undo") continue;
    const works = understood.every(({ view, settings: one }) => mayWork(view, one, before as Item));
    claim("nobody with access is deactivated", !works, () => `${run.name} ${userId}`);
    const hasGaps = understood.every(({ view }) => scopesOf(before as Item).some((scope) => view.gaps.has(scope)));
    claim("a list with gaps proves nobody's absence", !hasGaps, () => `${run.name} ${userId}`);
    checkProof(run, write);
  }
}

function isDeactivation({ before, after }: RosterWrite): boolean {
  return before?.["status"] === "Active" && after?.["status"] === "Inactive";
}

/** Every list that the user was last seen in was answered whole at least once for every path that was asked for. */
function checkProof(run: SeenRun, { before, userId }: RosterWrite): void {
  const scopes = (before?.["scopes"] ?? []) as readonly string[];
  for (const scope of scopes) {
    const missing = firstUnanswered(run, scope);
    claim("nobody is deactivated on an incomplete read", missing === undefined, () => {
      return `${run.name} ${userId}: ${scope} rests on ${missing}`;
    });
  }
}

/** A request about a scope that never got a whole answer. */
function firstUnanswered({ calls }: SeenRun, scope: string): string | undefined {
  const asked = calls.filter(({ name }) => isAbout(name, scope));
  const whole = new Set(
    asked.filter(({ fault }) => fault === undefined || fault.kind === "slow").map(({ name }) => name),
  );
  return asked.find(({ name }) => !whole.has(name))?.name;
}

function isAbout(name: string, scope: string): boolean {
  if (scope === "main") return name.includes("/admin/users/");
  if (scope === "ringex") return name.includes("/account/~/extension");
  return name.includes(`/accounts/${scope.slice("sub:".length)}/`);
}
