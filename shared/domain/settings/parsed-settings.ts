import type { BoundedSetting, Settings, SettingsIssue } from "./settings.ts";

/** What parsing a tenant's stored settings came to: usable settings, or everything that is wrong with them. */
export type ParsedSettings = Remarks &
  (
    | { readonly kind: "valid"; readonly settings: Settings }
    | {
        readonly kind: "faulty";
        readonly faults: readonly SettingsIssue[];
        /** What could be read all the same, so that its references are checked as well. */
        readonly readable: Partial<Settings>;
      }
  );

/** What is worth a word about settings, usable or not. */
interface Remarks {
  /** SSM parameters that the item hides. */
  readonly shadowed: readonly string[];
  readonly bounded: readonly BoundedSetting[];
}

/** The settings that the schedule obeys, each read on its own; absent where it cannot be read. */
export interface ScheduleSettings {
  readonly serviceEnabled?: boolean;
  /** `HH:MM`, UTC. */
  readonly runDailyAtUtc?: string;
  readonly mode?: "apply" | "plan";
}
