import { jwtDaysLeft, parseCredentials } from "../config/credentials.ts";
import { withOverrides } from "../config/overrides.ts";
import type { TenantId } from "../domain/ids.ts";
import type { SyncEvent } from "../domain/run.ts";
import type { Settings } from "../domain/settings.ts";
import { settingsInvalid } from "../domain/settings-invalid.ts";
import type { Credentials } from "../ports/directory.ts";
import { settingsFaults } from "./references.ts";
import type { SyncPorts } from "./sync-ports.ts";

/**
 * The tenant's settings with the event's overrides, checked down to the things they refer to.
 * @throws SETTINGS_INVALID with every fault
 */
export async function checkedSettings(
  event: SyncEvent,
  { settings: store, parser, organization, roster }: SyncPorts,
): Promise<{ settings: Settings; shadowed: readonly string[] }> {
  const { tenantId } = event;
  const stored = withOverrides(await store.read(tenantId), event);
  const parsed = parser.parse(tenantId, stored);
  const faults = await settingsFaults(tenantId, { parsed, ports: { organization, roster } });
  if (parsed.kind === "faulty" || faults.length > 0)
    throw settingsInvalid(`the settings of tenant ${tenantId}`, faults);
  return parsed;
}

/** @throws SECRETS_MISSING */
export async function checkedCredentials(
  tenantId: TenantId,
  {
    secrets,
    config,
    clock,
  }: Pick<SyncPorts, "config" | "clock"> & { readonly secrets: Pick<SyncPorts["secrets"], "read"> },
): Promise<Credentials & { jwtDaysLeft: number | undefined }> {
  const secretId = `${config.secretPrefix}/${tenantId}`;
  const credentials = parseCredentials(await secrets.read(tenantId), { tenantId, secretId });
  return { ...credentials, jwtDaysLeft: jwtDaysLeft(credentials.jwt, clock.now()) };
}
