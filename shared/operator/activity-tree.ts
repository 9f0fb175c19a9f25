import type { Activity } from "#shared/ports/organization.ts";

/** An activity in its place: how deep, and its path from the top, e.g. `Contact centre / Site 1 - Dallas, TX`. */
export interface PlacedActivity {
  readonly activity: Activity;
  readonly depth: number;
  readonly path: string;
}

/** The activities as a tree, each before those below it; who has no parent here, or is its own ancestor, is at the top. */
export function activityTree(activities: readonly Activity[]): readonly PlacedActivity[] {
  const ids = new Set(activities.map(({ id }) => id));
  const below = Map.groupBy(activities, ({ parentId }) =>
    parentId !== undefined && ids.has(parentId) ? parentId : "",
  );
  const placed: PlacedActivity[] = [];
  const seen = new Set<string>();
  const place = (activity: Activity, above: Pick<PlacedActivity, "depth" | "path"> | undefined): void => {
    if (seen.has(activity.id)) return;
    seen.add(activity.id);
    const here = {
      depth: above === undefined ? 0 : above.depth + 1,
      path: above === undefined ? activity.name : `${above.path} / ${activity.name}`,
    };
    placed.push({ activity, ...here });
    for (const child of below.get(activity.id) ?? []) place(child, here);
  };
  for (const activity of below.get("") ?? []) place(activity, undefined);
  for (const activity of activities) place(activity, undefined);
  return placed;
}
