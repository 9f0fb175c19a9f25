import type { DirectoryEvent, WorldEvent } from "#test/chaos/world/history.ts";
import type { SeededRandom } from "#test/fixtures/seeded-random.ts";
import { decision, directory, settings } from "./draw-events.ts";

/** What somebody who means harm, or has an accident, does again and again. */
export const schemes = {
  drips: ["leave-some"],
  empties: ["empty-administrators", "empty-group", "empty-sub-account", "refill-lists", "refill-sub-account"],
  promotes: ["appoint-some", "promote-some", "dismiss-administrator", "empty-administrators"],
  renames: ["rename-many", "rename-many", "change-email"],
  hires: ["hire-many", "leave-some"],
  recalls: ["leave-some", "everybody-back"],
} as const satisfies Readonly<Record<string, readonly DirectoryEvent["kind"][]>>;

type Scheme = (typeof schemes)[keyof typeof schemes];

/** On most days the scheme goes on, now and then with looser limits, or somebody decides about what is held. */
export function adversary(random: SeededRandom, scheme: Scheme): readonly WorldEvent[] {
  const kind: DirectoryEvent["kind"] = random.pick(scheme);
  const isDrip = scheme === schemes.drips;
  const drawn = { kind, ...directory[kind].draw(random) } as DirectoryEvent;
  const event = isDrip && drawn.kind === "leave-some" ? { ...drawn, count: 1 + (drawn.count % 2) } : drawn;
  const limits = { kind: "limits" as const, ...settings.limits.draw(random) };
  const by = (chance: number, one: WorldEvent): readonly WorldEvent[] => (random.happens(chance) ? [one] : []);
  return [
    ...by(isDrip ? 0.8 : 0.4, { in: "directory", event }),
    ...by(0.1, { in: "settings", event: limits }),
    ...by(0.1, { in: "roster", event: { kind: "activate-leavers" } }),
    ...by(0.2, { in: "history", event: decision(random) }),
  ];
}
