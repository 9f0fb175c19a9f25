import { attributeOf } from "#shared/config/read-setting.ts";
import type { SettingName } from "#shared/config/setting-table.ts";
import { parseSettings } from "#shared/config/settings.ts";
import { wfoAccessAdvice } from "#shared/domain/directory/refusals.ts";
import { roles } from "#shared/domain/roster/roster-user.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { Activity, DataSource } from "#shared/ports/organization.ts";
import type { HandmadeUser } from "#shared/ports/roster.ts";
import { askForCredentials } from "./ask-for-credentials.ts";
import { type Asking, askForActivity, askForDataSource, askForUser } from "./ask-for-units.ts";
import type { Session } from "./cli.ts";
import { exitCode, Failure } from "./failure.ts";

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

type TypedSetting = "baseUrl" | "ringCxUrl" | "mainAccountId" | "clientId" | "runDailyAtUtc";

/** What the questions suggest: what is set and can be used, else the default. */
export async function suggestedSettings(session: Session): Promise<Partial<Settings>> {
  const stored = await session.ports.settings.read(session.tenantId);
  return { ...readableSettings({}, session), ...readableSettings(stored, session) };
}

/**
 * Asks for a tenant's settings and secret, suggesting `now`.
 * @throws Failure when the login does not work, or shows no sub-account
 */
export async function askForTenant(now: Partial<Settings>, asking: Asking): Promise<TenantAnswers> {
  const { session, prompts } = asking;
  const ask = async (name: TypedSetting, message: string) => {
    const check = (answer: string) => settingFault(name, answer, session);
    const known = now[name];
    // Where a stack allows other hosts only, the default is no URL that it would accept.
    const suggested = known === undefined || check(known) !== undefined ? {} : { suggested: known };
    return (await prompts.text({ message, ...suggested, check })).trim();
  };
  const connection = {
    baseUrl: await ask("baseUrl", "RingCentral platform API"),
    ringCxUrl: await ask("ringCxUrl", "RingCX API"),
    mainAccountId: await ask("mainAccountId", "RingCX main account id"),
    clientId: await ask("clientId", "Client id of the app in the developer portal"),
  };
  const credentials = await askForCredentials(prompts);
  const subAccountIds = await askForSubAccounts({ connection, credentials, now }, asking);
  const dataSource = await askForDataSource(now.realtimeDataSourceId, asking);
  const activity = await askForActivity(now.defaultActivityId, asking);
  const user = await askForUser(now.impersonatedUserId, asking);
  const adminAndAgentRole = await prompts.choose({
    message: "Role of somebody who is administrator and agent",
    choices: [
      { value: "first", label: "first", hint: "the administrator's" },
      { value: "last", label: "last", hint: "the agent's" },
      ...roles.map((role) => ({ value: role, label: role })),
    ],
    suggested: now.adminAndAgentRole ?? "first",
  });
  const runDailyAtUtc = await ask("runDailyAtUtc", "Run daily at (UTC, HH:MM)");
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

interface Access {
  readonly connection: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly now: Partial<Settings>;
}

/** Logs in, once: an account locks after repeated rejected logins. Then asks which of the sub-accounts it sees count. */
async function askForSubAccounts(
  { connection, credentials, now }: Access,
  { session, prompts }: Asking,
): Promise<readonly string[]> {
  const { tenantId, ports } = session;
  const settings = readableSettings({ item: connection }, session);
  const tried = await tryLogin({ tenantId, settings, credentials }, ports);
  if (tried.kind !== "accepted") {
    throw new Failure(`The login at ${settings.baseUrl} and ${settings.ringCxUrl} did not work. ${tried.why}`, {
      exitCode: exitCode.attention,
    });
  }
  const usable = tried.subAccounts.filter(({ activity }) => activity !== "inactive");
  if (usable.length === 0) {
    throw new Failure(
      `These credentials see no active sub-account of this main account. Check the main account id. ${wfoAccessAdvice}`,
      { exitCode: exitCode.attention },
    );
  }
  return await prompts.chooseSeveral({
    message: "Sub-accounts to include (space selects)",
    choices: usable.map(({ id, name }) => ({ value: id, label: name === "" ? id : `${name} (${id})` })),
    suggested: (now.subAccountIds ?? []).filter((id) => usable.some((one) => one.id === id)),
  });
}

/** The settings of an item that can be used, and the default of each that the item lacks. */
function readableSettings(
  { item = {}, parameters = {} }: Partial<StoredSettings>,
  { ports, tenantId }: Session,
): Partial<Settings> {
  const { allowedUrlHosts } = ports.config;
  const parsed = parseSettings({ tenantId, stored: { item: { ...item, tenantId }, parameters }, allowedUrlHosts });
  return parsed.kind === "valid" ? parsed.settings : parsed.readable;
}

/** What is wrong with one setting's text, by the sync's own check; a blank one is wrong, too. */
function settingFault(name: SettingName, text: string, { ports, tenantId }: Session): string | undefined {
  // An empty attribute would count as absent, and so be the default.
  const item = { tenantId, [name]: text.trim() === "" ? " " : attributeOf(name, text) };
  const { allowedUrlHosts } = ports.config;
  const parsed = parseSettings({ tenantId, stored: { item, parameters: {} }, allowedUrlHosts });
  const fault = parsed.kind === "faulty" ? parsed.faults.find(({ attribute }) => attribute === name) : undefined;
  return fault === undefined ? undefined : `expected ${fault.expected}`;
}
