import { parseSettings } from "#shared/config/settings.ts";
import { tenantId } from "#shared/domain/ids.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { missingActivity } from "./apply-event.ts";

/** The settings that a run can use; `undefined` while something is wrong with them. */
export function usableSettings(item: Readonly<Record<string, unknown>>): Settings | undefined {
  const parsed = parseSettings({
    tenantId: tenantId("default"),
    stored: { item: { tenantId: "default", ...item }, parameters: {} },
    allowedUrlHosts: [".ringcentral.com"],
  });
  const isWhole = parsed.kind === "valid" && parsed.settings.defaultActivityId !== missingActivity;
  return isWhole ? parsed.settings : undefined;
}
