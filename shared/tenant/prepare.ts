import { parseCredentials, refuseExpired } from "#shared/config/credentials.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
import { withOverrides } from "#shared/config/overrides.ts";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { settingsInvalid } from "#shared/domain/settings/settings-invalid.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { Organization } from "#shared/ports/organization.ts";
import type { Roster } from "#shared/ports/roster.ts";
import type { SecretStore } from "#shared/ports/secret-store.ts";
import type { SettingsParser } from "#shared/ports/settings-parser.ts";
import type { SettingsStore } from "#shared/ports/settings-store.ts";
import { settingsIssues } from "./references.ts";

interface SettingsPorts {
  readonly settings: Pick<SettingsStore, "read">;
  readonly parser: SettingsParser;
  readonly organization: Organization;
  readonly roster: Pick<Roster, "get">;
}

interface CredentialsPorts {
  readonly secrets: Pick<SecretStore, "read">;
  readonly clock: Clock;
  readonly config: { readonly secretPrefix: string };
}

/**
 * The tenant's settings with the event's overrides, checked down to the things they refer to.
 * @throws SETTINGS_INVALID with every fault
 */
export async function checkedSettings(
  event: SyncEvent,
  { settings: store, parser, organization, roster }: SettingsPorts,
): Promise<{ settings: Settings; shadowed: readonly string[] }> {
  const { tenantId } = event;
  const stored = withOverrides(await store.read(tenantId), event);
  const parsed = parser.parse(tenantId, stored);
  const faults = await settingsIssues(tenantId, { parsed, ports: { organization, roster } });
  if (parsed.kind === "faulty" || faults.length > 0)
    throw settingsInvalid(`the settings of tenant ${tenantId}`, faults);
  return parsed;
}

/** `learn` hears of a JWT that has expired, too. @throws SECRETS_MISSING, also where the JWT is none or has expired */
export async function checkedCredentials(
  tenantId: TenantId,
  {
    secrets,
    config,
    clock,
    learn,
  }: CredentialsPorts & { readonly learn?: (fact: { readonly jwtDaysLeft: number | undefined }) => void },
): Promise<Credentials> {
  const place = { tenantId, secretId: `${config.secretPrefix}/${tenantId}` };
  const credentials = parseCredentials(await secrets.read(tenantId), place);
  const now = clock.now();
  learn?.({ jwtDaysLeft: jwtDaysLeft(credentials.jwt, now) });
  refuseExpired(credentials.jwt, { place, now });
  return credentials;
}
