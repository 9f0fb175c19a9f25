import { type DynamoDBClient, GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { SDK } from "@ringcentral/sdk";

/** What the script is told; the credentials stand in it as they do in such scripts. */
export interface StraightforwardConfiguration {
  readonly baseUrl: string;
  readonly ringCxUrl: string;
  readonly mainAccountId: string;
  readonly subAccountIds: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  readonly rosterTable: string;
  readonly activityId: string;
}

interface Tools {
  readonly fetch: typeof fetch;
  readonly dynamodb: DynamoDBClient;
}

/** A line of any RingCX list; such a script takes an answer for what it hopes it is. */
interface Row {
  readonly rcUserId?: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string;
  readonly agentType: string;
  readonly isActive: boolean;
  readonly agentGroupId: number;
}

interface ExtensionPage {
  readonly records: readonly { readonly id: number; readonly status: string }[];
  readonly navigation?: { readonly nextPage?: unknown };
}

interface RingCxTools {
  readonly fetch: typeof fetch;
  readonly accessToken: () => Promise<string>;
}

type User = Record<string, unknown>;

const tenantId = "default";
const pauseMs = 60_000;
const admin = "voice/api/integration/v1/admin";

/**
 * What one writes in an hour with `@ringcentral/sdk`: one call after the other, a pause after a 429, then the roster
 * user by user. It takes every answer for the truth: no second reading, no hold, no history, no lease, no retry of
 * anything but a 429, and an outage of a list ends it halfway. The benchmark compares itself with it.
 */
export async function straightforwardSync(configuration: StraightforwardConfiguration, tools: Tools): Promise<void> {
  const { mainAccountId, subAccountIds } = configuration;
  const rc = new SDK({
    server: configuration.baseUrl.replace(/\/$/, ""),
    clientId: configuration.clientId,
    clientSecret: configuration.clientSecret,
    fetch: tools.fetch,
    Request,
    Response,
    Headers,
    handleRateLimit: true,
  });
  const platform = rc.platform();
  await platform.login({ jwt: configuration.jwt });

  const extensions = new Map<string, string>();
  for (let page = 1, more = true; more; page += 1) {
    const answer = await platform.get("/restapi/v1.0/account/~/extension", { perPage: 1_000, page });
    const { records, navigation } = (await answer.json()) as ExtensionPage;
    for (const { id, status } of records) extensions.set(String(id), status);
    more = navigation?.nextPage !== undefined;
  }

  const ringCx = new SimpleRingCx(configuration.ringCxUrl, {
    fetch: tools.fetch,
    accessToken: async () => (await platform.auth().data()).access_token ?? "",
  });
  const wanted = new Map<string, User>();
  const want = (person: Row, role: string): void => {
    const status = extensions.get(String(person.rcUserId));
    if (person.rcUserId === undefined || status === undefined || /Disabled|Unassigned/.test(status)) return;
    const { firstName, lastName, email, rcUserId } = person;
    const userId = `rc-${rcUserId}`;
    // Administrators come first: who is an agent as well stays one.
    if (!wanted.has(userId))
      wanted.set(userId, { userId, firstName, lastName, email, role, sourceId: `rc:${rcUserId}` });
  };
  for (const person of await ringCx.get(`users/${mainAccountId}`)) want(person, "Administrator");
  for (const subAccountId of subAccountIds) {
    const groups = `accounts/${subAccountId}/agentGroups`;
    for (const { agentGroupId } of await ringCx.get(groups)) {
      for (const agent of await ringCx.get(`${groups}/${agentGroupId}/agents`)) {
        if (agent.isActive) want(agent, /SUPERVISOR/.test(agent.agentType) ? "Supervisor" : "Agent");
      }
    }
  }

  await writeRoster(wanted, { configuration, dynamodb: tools.dynamodb });
}

class SimpleRingCx {
  readonly #url: string;
  readonly #tools: RingCxTools;
  #token: string | undefined;

  constructor(url: string, tools: RingCxTools) {
    this.#url = url;
    this.#tools = tools;
  }

  async get(path: string): Promise<readonly Row[]> {
    for (;;) {
      this.#token ??= await this.#signIn();
      const headers = { authorization: `Bearer ${this.#token}` };
      const answer = await this.#tools.fetch(`${this.#url}${admin}/${path}`, { headers });
      if (answer.status === 401) this.#token = undefined;
      else if (answer.status === 429) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      else if (answer.ok) return (await answer.json()) as readonly Row[];
      else throw new Error(`RingCX answered ${answer.status}`);
    }
  }

  async #signIn(): Promise<string> {
    const answer = await this.#tools.fetch(`${this.#url}api/auth/login/rc/accesstoken?includeRefresh=true`, {
      method: "POST",
      body: `rcAccessToken=${await this.#tools.accessToken()}&rcTokenType=Bearer`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    const { accessToken } = (await answer.json()) as { readonly accessToken: string };
    return accessToken;
  }
}

async function writeRoster(
  wanted: ReadonlyMap<string, User>,
  { configuration, dynamodb }: { configuration: StraightforwardConfiguration; dynamodb: DynamoDBClient },
): Promise<void> {
  const { rosterTable: TableName, activityId } = configuration;
  const put = (user: User) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: marshall(user, { removeUndefinedValues: true }) }));
  for (const user of wanted.values()) {
    const Key = marshall({ tenantId, userId: user["userId"] });
    const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
    const known: User = item === undefined ? { tenantId, activityId } : unmarshall(item);
    const next = { ...known, ...user, status: "Active" };
    if (Object.entries(next).some(([name, value]) => known[name] !== value)) await put(next);
  }
  for await (const user of usersOf(TableName, dynamodb)) {
    const gone = user["sourceId"] !== undefined && !wanted.has(String(user["userId"])) && user["status"] === "Active";
    if (gone) await put({ ...user, status: "Inactive" });
  }
}

async function* usersOf(TableName: string, client: DynamoDBClient): AsyncGenerator<User> {
  const pages = paginateQuery(
    { client },
    { TableName, KeyConditionExpression: "tenantId = :t", ExpressionAttributeValues: marshall({ ":t": tenantId }) },
  );
  for await (const { Items: items = [] } of pages) for (const item of items) yield unmarshall(item);
}
