import type { Settings } from "#shared/domain/settings/settings.ts";
import type { Kind } from "./risky-parts.ts";

/** Least and most of something that is not known exactly. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** So many new users are never too many at once. */
const createFloor = 50;

/** How many of a kind one run may change, of so many whom it concerns (design 4.5). */
export function limitOf(kind: Kind, { of, settings }: { readonly of: number; readonly settings: Settings }): number {
  if (kind === "create") return Math.max(createFloor, Math.floor(settings.maxCreateShare * of));
  // Small sites have a brake, too: of the floor a fifth of those concerned counts at most, and one may always go.
  const floor = Math.max(1, Math.min(settings.deactivationFloor, of / 5));
  return Math.floor(Math.max(floor, Math.min(settings.maxDeactivations, settings.maxDeactivationShare * of)));
}

interface Asked {
  /** Planned in this run without a decision. */
  readonly planned: Range;
  /** Applied in the seven days before. */
  readonly recent: Range;
  readonly of: Range;
  readonly settings: Settings;
}

/** Whether a kind is held; `undefined` where what is not known decides. */
export function isKindHeld(kind: Kind, { planned, recent, of, settings }: Asked): boolean | undefined {
  const decide = (count: number, before: number, base: number) => {
    const limit = limitOf(kind, { of: base, settings });
    return count > 0 && (count > limit || count + before > 2 * limit);
  };
  const gently = decide(planned.least, recent.least, of.most);
  return gently === decide(planned.most, recent.most, of.least) ? gently : undefined;
}
