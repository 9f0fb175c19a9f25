import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server was asked, and when, in ms since the epoch. */
interface Asked {
  /** `METHOD /path`, without the query. */
  readonly what: string;
  readonly at: number;
}

export interface AnswerServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

interface LiteralAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

type Wire = Readonly<Record<string, unknown>>;

const admin = "GET /voice/api/integration/v1/admin";

/** The small directory that answers where a file names nothing: nobody in one group of one sub-account. */
const usual: Wire = {
  "POST /restapi/oauth/token": { access_token: "a-platform-token", token_type: "bearer", expires_in: 3600 },
  "POST /api/auth/login/rc/accesstoken": { ...ringCxTokens(), mainAccountId: "700" },
  "POST /api/auth/token/refresh": ringCxTokens(),
  [`${admin}/users/700`]: [],
  [`${admin}/accounts/700/subaccounts`]: [{ subAccountId: "701", subAccountName: "Site", isActive: true }],
  [`${admin}/accounts/701/agentGroups`]: [{ agentGroupId: 30, groupName: "Team" }],
  [`${admin}/accounts/701/agentGroups/30/agents`]: [],
  "GET /restapi/v1.0/account/~/extension": {
    records: [],
    paging: { page: 1, perPage: 1000, totalPages: 1, totalElements: 0 },
  },
};

const unknown: LiteralAnswer = {
  status: 404,
  body: { errorCode: "CMN-102", message: "Resource is not found", errors: [{ errorCode: "CMN-102" }] },
};

/** Serves both hosts of RingCentral on one loopback address: the answers of `wire`, elsewhere the usual ones. */
export async function startAnswerServer(wire: Wire): Promise<AnswerServer> {
  const answers = new Map(
    Object.entries({ ...usual, ...wire }).map(([key, value]) => [inOrder(key), answersOf(value)]),
  );
  const asked: Asked[] = [];
  const count = new Map<string, number>();
  const server = createServer((request, response) => {
    const whole = inOrder(`${request.method} ${request.url}`);
    const what = whole.replace(/\?.*/, "");
    request.resume().on("end", () => {
      asked.push({ what, at: Date.now() });
      const key = answers.has(whole) ? whole : what;
      const list = answers.get(key) ?? [unknown];
      const nth = count.get(key) ?? 0;
      count.set(key, nth + 1);
      const { status, headers, body, text } = list[Math.min(nth, list.length - 1)] ?? unknown;
      const type = text === undefined ? "application/json" : "text/html";
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(text ?? (body === undefined ? "" : JSON.stringify(body)));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One answer for each call, the last one for all that follow. */
function answersOf(value: unknown): readonly LiteralAnswer[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isAnswer)) return value;
  return [isAnswer(value) ? value : { status: 200, body: value }];
}

/** A body of RingCentral's has other fields than these, or a status in words. */
function isAnswer(value: unknown): value is LiteralAnswer {
  const fields = ["status", "headers", "body", "text"];
  return (
    typeof value === "object" &&
    value !== null &&
    "status" in value &&
    typeof value.status === "number" &&
    Object.keys(value).every((field) => fields.includes(field))
  );
}

/** The order of the query's parts says nothing. */
function inOrder(key: string): string {
  const [path = "", query] = key.split("?");
  return query === undefined ? path : `${path}?${query.split("&").sort().join("&")}`;
}

function ringCxTokens() {
  return { accessToken: "a-ringcx-token", refreshToken: "a-refresh-token", tokenType: "Bearer" };
}
