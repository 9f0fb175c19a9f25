import type { TenantId } from "#shared/domain/ids.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { type TriedLogin, tryLogin } from "#shared/operator/try-login.ts";
import type { Deadline } from "#shared/ports/clock.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { checkedCredentials } from "#shared/tenant/credentials.ts";
import type { PagePorts } from "./page-context.ts";

/** Asks RingCentral, with the stored settings and secrets, which sub-accounts they see. */
export async function loadSubAccounts(
  { tenantId, deadline }: { readonly tenantId: TenantId; readonly deadline: Deadline },
  ports: Pick<PagePorts, "settings" | "secrets" | "probe" | "clock" | "config">,
): Promise<TriedLogin> {
  const parsed = await storedSettings(tenantId, ports);
  const settings = parsed.kind === "valid" ? parsed.settings : parsed.readable;
  try {
    const credentials = await checkedCredentials(tenantId, ports);
    return await tryLogin({ tenantId, settings, credentials, deadline }, ports);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { kind: "not-tried", why: error.message };
  }
}
