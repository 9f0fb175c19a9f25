import { isDeepStrictEqual } from "node:util";
import type { NotedSettingsChange } from "#shared/ports/history.ts";

/** Changes, newest first, without what dispatch has noticed of those that somebody has saved with a name. */
export function toldOnce(changes: readonly NotedSettingsChange[]): readonly NotedSettingsChange[] {
  return changes.filter(({ change }, at) => {
    const older = changes[at + 1]?.change;
    const isNoticed = change.by === undefined && older?.by !== undefined;
    return !isNoticed || !isDeepStrictEqual(change.after, older.after);
  });
}
