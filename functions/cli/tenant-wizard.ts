import { attributeOf } from "#shared/config/read-setting.ts";
import type { SettingName } from "#shared/config/setting-table.ts";
import { parseSettings } from "#shared/config/settings.ts";
import { roles } from "#shared/domain/roster/roster-user.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { Activity, DataSource } from "#shared/ports/organization.ts";
import type { HandmadeUser } from "#shared/ports/roster.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { askForCredentials } from "./ask-for-credentials.ts";
import { type Asking, askForActivity, askForDataSource, askForUser } from "./ask-for-units.ts";
import type { Session } from "./cli.ts";
import { cancelled, exitCode, Failure } from "./failure.ts";
import type { Prompts } from "./prompts.ts";

/** Everything that the wizard was told; nothing of it is stored yet. */
export interface TenantAnswers {
  /** Settings by name, as somebody would type them. */
  readonly texts: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  /** What has to be added first, because there is none to choose from. */
  readonly activity?: Activity;
  readonly dataSource?: DataSource;
  readonly user?: HandmadeUser;
}

/** Asks for a tenant's settings and secret, suggesting what is set already. */
export async function askForTenant(session: Session, prompts: Prompts): Promise<TenantAnswers> {
  const { ports, tenantId } = session;
  const parsed = await storedSettings(tenantId, ports);
  const now: Partial<Settings> = parsed.kind === "valid" ? parsed.settings : parsed.readable;
  const ask = (name: SettingName, message: string, suggested: string | undefined) =>
    prompts.text({
      message,
      ...(suggested === undefined ? {} : { suggested }),
      check: (answer) => settingFault(name, answer, session),
    });
  const connection = {
    baseUrl: await ask("baseUrl", "RingCentral platform API", now.baseUrl),
    ringCxUrl: await ask("ringCxUrl", "RingCX API", now.ringCxUrl),
    mainAccountId: await ask("mainAccountId", "RingCX main account id", now.mainAccountId),
    clientId: await ask("clientId", "Client id of the app in the developer portal", now.clientId),
  };
  const { credentials, subAccountIds } = await askForAccess({ connection, now }, { session, prompts });
  const dataSource = await askForDataSource(now.realtimeDataSourceId, { session, prompts });
  const activity = await askForActivity(now.defaultActivityId, { session, prompts });
  const user = await askForUser(now.impersonatedUserId, { session, prompts });
  const adminAndAgentRole = await prompts.choose({
    message: "Role of somebody who is administrator and agent",
    choices: [
      { value: "first", label: "first", hint: "the administrator's" },
      { value: "last", label: "last", hint: "the agent's" },
      ...roles.map((role) => ({ value: role, label: role })),
    ],
    suggested: now.adminAndAgentRole ?? "first",
  });
  const runDailyAtUtc = await ask("runDailyAtUtc", "Run daily at (UTC, HH:MM)", now.runDailyAtUtc);
  return {
    texts: {
      ...connection,
      subAccountIds: subAccountIds.join(","),
      realtimeDataSourceId: dataSource.id,
      defaultActivityId: activity.id,
      impersonatedUserId: user.id,
      adminAndAgentRole,
      runDailyAtUtc,
    },
    credentials,
    ...(activity.added === undefined ? {} : { activity: activity.added }),
    ...(dataSource.added === undefined ? {} : { dataSource: dataSource.added }),
    ...(user.added === undefined ? {} : { user: user.added }),
  };
}

/** Asks for secret and JWT until RingCentral accepts them, then for the sub-accounts that they see. */
async function askForAccess(
  { connection, now }: { readonly connection: Readonly<Record<string, string>>; readonly now: Partial<Settings> },
  { session, prompts }: Asking,
): Promise<{ readonly credentials: Credentials; readonly subAccountIds: readonly string[] }> {
  const settings = { ...connection } as Partial<Settings>;
  const credentials = await askForCredentials(prompts);
  const tried = await tryLogin({ tenantId: session.tenantId, settings, credentials }, session.ports);
  if (tried.kind !== "accepted") {
    // One try for one set of credentials: an account locks after repeated rejected logins.
    const again = await prompts.confirm({ message: `${tried.why} Enter client secret and JWT again?` });
    if (!again) throw cancelled();
    return await askForAccess({ connection, now }, { session, prompts });
  }
  const usable = tried.subAccounts.filter(({ activity }) => activity !== "inactive");
  if (usable.length === 0) {
    throw new Failure(
      "These credentials see no active sub-account of this main account. Check the main account id, and that the user of the JWT has the role WFO_ACCESS in RingCX. Nothing was changed.",
      { exitCode: exitCode.attention },
    );
  }
  const subAccountIds = await prompts.chooseSeveral({
    message: "Sub-accounts to include (space selects)",
    choices: usable.map(({ id, name }) => ({ value: id, label: name === "" ? id : `${name} (${id})` })),
    suggested: (now.subAccountIds ?? []).filter((id) => usable.some((one) => one.id === id)),
  });
  return { credentials, subAccountIds };
}

/** What is wrong with one setting's text, by the sync's own check. */
function settingFault(name: SettingName, text: string, { ports, tenantId }: Session): string | undefined {
  const item = { tenantId, ...(text.trim() === "" ? {} : { [name]: attributeOf(name, text) }) };
  const parsed = parseSettings({
    tenantId,
    stored: { item, parameters: {} },
    allowedUrlHosts: ports.config.allowedUrlHosts,
  });
  const fault = parsed.kind === "faulty" ? parsed.faults.find(({ attribute }) => attribute === name) : undefined;
  return fault === undefined ? undefined : `expected ${fault.expected}`;
}
