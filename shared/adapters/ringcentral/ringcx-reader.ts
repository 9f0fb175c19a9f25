import { ApiError } from "#shared/adapters/http/api-error.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import { mapFailFast } from "#shared/adapters/http/map-fail-fast.ts";
import { requestUrl } from "#shared/adapters/http/request-url.ts";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import type { RingCxReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import { outageAdvice, type RingCxLogin, type RingCxRefusal, ringCxAdvice } from "#shared/domain/directory/refusals.ts";
import type { AdministratorRecord, AgentRecord } from "#shared/domain/directory/source-record.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { SeenSubAccount } from "#shared/ports/directory.ts";
import { withoutNameless } from "./nameless.ts";
import type { AgentGroup } from "./ringcx-schemas.ts";
import { administratorOf, administratorRows, agentGroupsOf, agentOf, rows, subAccountRows } from "./ringcx-schemas.ts";
import type { RingCxSession } from "./ringcx-session.ts";
import type { Unreadable } from "./scope-error.ts";
import { unreadableRingCx } from "./scope-error.ts";

const admin = "/voice/api/integration/v1/admin";
const administratorsPath = `${admin}/users/{mainAccountId}`;
const subAccountsPath = `${admin}/accounts/{mainAccountId}/subaccounts`;
const agentGroupsPath = `${admin}/accounts/{subAccountId}/agentGroups`;
const agentsPath = `${admin}/accounts/{subAccountId}/agentGroups/{agentGroupId}/agents`;

interface RingCxReaderDependencies {
  readonly http: HttpClient;
  readonly session: RingCxSession;
  readonly settings: Settings;
  readonly budget: CallBudget;
}

type Agents = ScopeReading<AgentRecord>;

/** Reads administrators and agents, scope by scope; a scope is read as a whole or counts as unread. */
export class RingCxReader {
  readonly #deps: RingCxReaderDependencies;
  /** Configured sub-accounts that the account does not list, or lists as inactive: there is nothing to read. */
  readonly #unavailable = new Map<string, Unreadable>();

  constructor(deps: RingCxReaderDependencies) {
    this.#deps = deps;
  }

  /** Every configured scope. @throws SyncError of the session, or OUT_OF_TIME */
  async read(): Promise<RingCxReading> {
    const { settings, budget } = this.#deps;
    // Administrators, the list of sub-accounts, and the groups of each configured one.
    budget.expect(2 + settings.subAccountIds.length);
    const [administrators, subAccounts] = await Promise.all([this.#administrators(), this.#listedSubAccounts()]);
    return { administrators, subAccounts };
  }

  /** What the account lists, whether configured or not. @throws SyncError of the session, or RINGCX_UNAVAILABLE */
  async subAccounts(): Promise<readonly SeenSubAccount[]> {
    const { mainAccountId } = this.#deps.settings;
    try {
      return await this.#get({ path: subAccountsPath, ids: { mainAccountId } }, parsedBy(subAccountRows));
    } catch (error) {
      const { cause, refusal } = unreadableRingCx(error, { kind: "main", ...this.#login() });
      throw this.failure(`The list of sub-accounts could not be read: ${cause}`, [refusal]);
    }
  }

  /** The named scopes once more; the list of sub-accounts is known already. @throws as `read` */
  async readAgain(request: {
    readonly main: boolean;
    readonly subAccountIds: readonly string[];
  }): Promise<RingCxReading> {
    const { settings, budget } = this.#deps;
    const asked = new Set(request.subAccountIds);
    const again = settings.subAccountIds.filter((id) => asked.has(id));
    budget.expect((request.main ? 1 : 0) + again.length);
    const [administrators, ...agents] = await Promise.all([
      request.main ? this.#administrators() : notConfigured,
      ...settings.subAccountIds.map((id) => (asked.has(id) ? this.#agents(id) : notConfigured)),
    ]);
    return { administrators, subAccounts: this.#inOrder(agents) };
  }

  /** The error where nothing is readable: a rejection if time heals none of it. `refused` has one entry for each list. */
  failure(happened: string, refused: readonly (RingCxRefusal | undefined)[], causes?: readonly string[]): SyncError {
    const known = refused.filter((refusal) => refusal !== undefined);
    const login = this.#login();
    const more = causes === undefined ? {} : { causes };
    if (known.length < refused.length) {
      const details = { ...more, advice: outageAdvice };
      return new SyncError("RINGCX_UNAVAILABLE", `${happened} ${outageAdvice}`, { details });
    }
    const advice = ringCxAdvice(known, login);
    const { loginMainAccountIds } = login;
    return new SyncError("RINGCX_REJECTED", `${happened} ${advice}`, {
      details: { ...more, loginMainAccountIds, advice },
    });
  }

  #login(): RingCxLogin {
    const { settings, session } = this.#deps;
    return { mainAccountId: settings.mainAccountId, loginMainAccountIds: session.mainAccountIds() };
  }

  async #administrators(): Promise<ScopeReading<AdministratorRecord>> {
    try {
      const { mainAccountId } = this.#deps.settings;
      const list = await this.#get({ path: administratorsPath, ids: { mainAccountId } }, parsedBy(administratorRows));
      const isNamed = ({ userId, rcUserId }: AdministratorRecord) => userId !== undefined || rcUserId !== undefined;
      return { kind: "complete", ...withoutNameless(administratorsPath, list.map(administratorOf), isNamed) };
    } catch (error) {
      return unreadableRingCx(error, { kind: "main", ...this.#login() });
    }
  }

  async #listedSubAccounts(): Promise<RingCxReading["subAccounts"]> {
    const { settings, budget } = this.#deps;
    const { mainAccountId, subAccountIds } = settings;
    try {
      const rows = await this.#get({ path: subAccountsPath, ids: { mainAccountId } }, parsedBy(subAccountRows));
      const listed = new Map(rows.map(({ id, activity }) => [id, activity]));
      for (const id of subAccountIds) {
        const why = whyNotRead.get(listed.get(id));
        if (why !== undefined) this.#unavailable.set(id, unlisted(`The account ${why} ${id}.`));
      }
    } catch (error) {
      budget.done(subAccountIds.length);
      const unreadable = unreadableRingCx(error, { kind: "main", ...this.#login() });
      return this.#inOrder(subAccountIds.map(() => unreadable));
    }
    return this.#inOrder(await Promise.all(subAccountIds.map((id) => this.#agents(id))));
  }

  #inOrder(agents: readonly Agents[]): RingCxReading["subAccounts"] {
    return this.#deps.settings.subAccountIds.map((subAccountId, index) => ({
      subAccountId,
      agents: agents[index] ?? notConfigured,
    }));
  }

  async #agents(subAccountId: string): Promise<Agents> {
    const unavailable = this.#unavailable.get(subAccountId);
    if (unavailable !== undefined) {
      this.#deps.budget.done(1);
      return unavailable;
    }
    let list: Parameters<typeof unreadableRingCx>[1] = { kind: "sub-account", subAccountId, ...this.#login() };
    try {
      const groups = await this.#groups(subAccountId);
      try {
        return await this.#agentsOf(subAccountId, groups);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
      // A group that went away while its sub-account was read is no longer on the list of groups.
      this.#deps.budget.expect(1);
      const again = await this.#groups(subAccountId);
      list = { kind: "agent-group" };
      return await this.#agentsOf(subAccountId, again);
    } catch (error) {
      return unreadableRingCx(error, list);
    }
  }

  #groups(subAccountId: string): Promise<readonly AgentGroup[]> {
    return this.#get({ path: agentGroupsPath, ids: { subAccountId } }, agentGroupsOf);
  }

  async #agentsOf(subAccountId: string, groups: readonly AgentGroup[]): Promise<Agents> {
    const { budget } = this.#deps;
    budget.expect(groups.length);
    let begun = 0;
    try {
      const agents = await mapFailFast(groups, async ({ id: agentGroupId, label }) => {
        begun += 1;
        const place = { subAccountId, agentGroupId };
        const isNamed = ({ agentId, rcUserId }: AgentRecord) => agentId !== undefined || rcUserId !== undefined;
        try {
          // A group without agents may be answered without a list.
          const list = await this.#get({ path: agentsPath, ids: place, noContent: [] }, parsedBy(rows));
          const agents = list.map((row) => agentOf(row, place));
          return withoutNameless(agentsPath, agents, isNamed);
        } catch (error) {
          throw error instanceof ApiError ? error.of(label) : error;
        }
      });
      const nameless = agents.reduce((sum, group) => sum + (group.nameless ?? 0), 0);
      const records = agents.flatMap((group) => group.records);
      return { kind: "complete", records, ...(nameless === 0 ? {} : { nameless }) };
    } finally {
      budget.done(groups.length - begun);
    }
  }

  async #get<T>(
    {
      path,
      ids,
      noContent,
    }: { readonly path: string; readonly ids: Readonly<Record<string, string>>; readonly noContent?: unknown },
    parse: (body: unknown) => T,
  ): Promise<T> {
    const { http, session, settings } = this.#deps;
    const url = requestUrl({ baseUrl: settings.ringCxUrl, path, ids });
    return await http.request(
      { host: "ringCx", groups: ["ringcx"], method: "GET", url, path, noContent, bearer: session, tries: allTries },
      parse,
    );
  }
}

const notConfigured = { kind: "not-configured" } as const;

const unlisted = (cause: string): Unreadable => ({ kind: "unreadable", cause, refusal: "not-listed" });

/** For what the list says about a configured sub-account. */
const whyNotRead: ReadonlyMap<"active" | "inactive" | "unknown" | undefined, string> = new Map([
  [undefined, "does not list sub-account"],
  ["inactive", "lists as inactive sub-account"],
  ["unknown", "does not say whether it is active: sub-account"],
]);
