import type { Answer, HostKind, SimulatedRequest } from "./simulated-exchange.ts";
import type { SimulatorCore } from "./simulator-core.ts";

/** What a request is made of when the defaults do not do. */
export type RequestDraft = Partial<Omit<SimulatedRequest, "path">> & { readonly path: string };

/** A client of the simulator's core, for tests of the simulator itself: no socket, no retry, no mercy. */
export class SimulatorSession {
  readonly #core: SimulatorCore;
  /** Bearer tokens in use; absent until the login. */
  platformToken: string | undefined;
  ringCxToken: string | undefined;
  refreshToken: string | undefined;

  constructor(core: SimulatorCore) {
    this.#core = core;
  }

  /** Logs in on both hosts. @throws when one of them refuses. */
  static signedIn(core: SimulatorCore): SimulatorSession {
    const session = new SimulatorSession(core);
    session.platformToken = field(session.login(), "access_token");
    const answer = session.exchange(session.platformToken);
    session.ringCxToken = field(answer, "accessToken");
    session.refreshToken = field(answer, "refreshToken");
    return session;
  }

  /** Sends any request; @throws when no answer comes. */
  send(draft: RequestDraft): Answer {
    const outcome = this.#core.handle({
      host: "platform",
      origin: "https://simulated.example",
      method: "GET",
      headers: {},
      body: "",
      ...draft,
    });
    if (outcome.kind !== "answer") throw new Error(`No answer: ${outcome.kind}.`);
    return outcome.answer;
  }

  /** The JWT grant, with the right credentials where none are given. */
  login(given: { readonly clientSecret?: string; readonly jwt?: string; readonly grantType?: string } = {}): Answer {
    const { clientId, clientSecret, jwt } = { ...this.#core.organisation.credentials, ...given };
    const grantType = given.grantType ?? "urn:ietf:params:oauth:grant-type:jwt-bearer";
    return this.post("platform", {
      path: "/restapi/oauth/token",
      form: { grant_type: grantType, assertion: jwt },
      authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
    });
  }

  exchange(rcAccessToken: string): Answer {
    const path = "/api/auth/login/rc/accesstoken?includeRefresh=true";
    return this.post("ringcx", { path, form: { rcAccessToken, rcTokenType: "Bearer" } });
  }

  refresh(refreshToken: string): Answer {
    return this.post("ringcx", { path: "/api/auth/token/refresh", form: { refresh_token: refreshToken } });
  }

  post(
    host: HostKind,
    draft: { readonly path: string; readonly form: Readonly<Record<string, string>>; readonly authorization?: string },
  ): Answer {
    const headers = { "content-type": "application/x-www-form-urlencoded", authorization: draft.authorization };
    const body = new URLSearchParams(draft.form).toString();
    return this.send({ host, method: "POST", path: draft.path, headers, body });
  }

  /** An authorised read of RingEX, below `/restapi/v1.0/account/~`. */
  ringEx(path: string): Answer {
    const headers = { authorization: `Bearer ${this.platformToken}` };
    return this.send({ path: `/restapi/v1.0/account/~${path}`, headers });
  }

  /** An authorised read of RingCX, below `/voice/api/integration/v1/admin`. */
  ringCx(path: string): Answer {
    const headers = { authorization: `Bearer ${this.ringCxToken}` };
    return this.send({ host: "ringcx", path: `/voice/api/integration/v1/admin${path}`, headers });
  }
}

function field(answer: Answer, name: string): string {
  const value = (JSON.parse(answer.body) as Record<string, unknown>)[name];
  if (answer.status !== 200 || typeof value !== "string")
    throw new Error(`The answer ${answer.status} has no ${name}.`);
  return value;
}
