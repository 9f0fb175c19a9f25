import type { TenantId } from "#shared/domain/ids.ts";
import { proposeSettings } from "#shared/operator/settings-change.ts";
import type { Texts } from "./page-event.ts";
import type { PagePorts } from "./page-ports.ts";
import { type SettingsState, settingsState } from "./settings-state.ts";

/** The settings form with typed texts in it, checked as they are. */
export async function loadSettings(
  { tenantId, typed }: { readonly tenantId: TenantId; readonly typed: Texts },
  ports: Pick<PagePorts, "settings" | "organization" | "roster" | "secrets" | "clock" | "config">,
): Promise<SettingsState> {
  const proposal = await proposeSettings({ tenantId, texts: typed }, ports);
  return settingsState({ tenantId, proposal, typed }, ports);
}
