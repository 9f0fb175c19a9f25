import * as z from "zod";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import { requestUrl } from "#shared/adapters/http/request-url.ts";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import { exchangeAdvice, unavailableAdvice, wfoAccessAdvice } from "#shared/domain/directory/refusals.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { wireId } from "./id-schema.ts";
import { KeptSession, type KeptSessionDependencies, type Token } from "./kept-session.ts";
import type { RingCentralSession } from "./ringcentral-session.ts";

/** A RingCX token lives 5 minutes; it is not sent any more during the last one. */
const freshMs = 4 * 60_000;

const exchangePath = "/api/auth/login/rc/accesstoken";
const refreshPath = "/api/auth/token/refresh";

/** Ids only; whatever else stands there is left out, since a login must not fail on it. */
const ids = (values: readonly unknown[]): readonly string[] => [
  ...new Set(values.map(wireId).flatMap((read) => (read.kind === "id" ? [read.id] : []))),
];

/**
 * Answer to the exchange and to a refresh; `mainAccountIds`: the main account that the login belongs to or, where the
 * answer does not name it, the accounts of its agents.
 */
export const ringCxTokens = z
  .object({
    accessToken: z.string().min(1),
    refreshToken: z.string().optional().catch(undefined),
    mainAccountId: z.unknown().optional(),
    agentDetails: z.array(z.object({ accountId: z.unknown().optional() }).catch({})).catch([]),
  })
  .transform(({ accessToken, refreshToken, mainAccountId, agentDetails }) => {
    const main = ids([mainAccountId]);
    const accounts = main.length > 0 ? main : ids(agentDetails.map(({ accountId }) => accountId));
    return { accessToken, refreshToken, mainAccountIds: accounts };
  });

interface RingCxSessionDependencies extends KeptSessionDependencies {
  readonly http: Pick<HttpClient, "request">;
  readonly ringCxUrl: string;
  readonly login: Pick<RingCentralSession, "token" | "ready" | "discard">;
  readonly note?: Telemetry["note"];
}

/** The RingCX token of one run: refreshed before it runs out, or exchanged for that of RingCentral. */
export class RingCxSession extends KeptSession {
  readonly #deps: RingCxSessionDependencies;

  constructor(deps: RingCxSessionDependencies) {
    super(deps);
    this.#deps = deps;
  }

  /** @throws SyncError RINGCX_REJECTED, RINGCX_UNAVAILABLE, OUT_OF_TIME, or what the login throws */
  protected override async obtain(last: Token | undefined): Promise<Token> {
    const refreshed = last?.refreshToken === undefined ? undefined : await this.#refresh(last.refreshToken);
    if (refreshed !== undefined) return { ...refreshed, mainAccountIds: last?.mainAccountIds ?? [] };
    try {
      return await this.#exchange();
    } catch (error) {
      throw error instanceof ApiError ? exchangeError(error) : error;
    }
  }

  /** The main account that the login belongs to, as the last exchange told it; empty where it did not. */
  mainAccountIds(): readonly string[] {
    return this.#deps.kept.token?.mainAccountIds ?? [];
  }

  async #refresh(refreshToken: string): Promise<Token | undefined> {
    try {
      return await this.#post({ path: refreshPath, form: { refresh_token: refreshToken }, tries: 1 });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#deps.note?.("info", "ringcx.refresh_failed", { cause: error.message });
      this.#deps.budget.expect(1);
      return undefined;
    }
  }

  async #exchange(): Promise<Token> {
    const { login, budget } = this.#deps;
    const madeBefore = login.token();
    try {
      return await this.#exchangeFor(madeBefore ?? (await login.ready()));
    } catch (error) {
      // A login of this moment is refused for another reason than its age.
      const mayBeOld = error instanceof ApiError && error.status === 401 && madeBefore !== undefined;
      if (!mayBeOld || login.discard(madeBefore) === "give up") throw error;
      budget.expect(1);
      return await this.#exchangeFor(await login.ready());
    }
  }

  #exchangeFor(rcAccessToken: string): Promise<Token> {
    return this.#post({
      path: exchangePath,
      query: { includeRefresh: "true" },
      form: { rcAccessToken, rcTokenType: "Bearer" },
      tries: allTries,
    });
  }

  async #post(request: {
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly form: Readonly<Record<string, string>>;
    readonly tries: number;
  }): Promise<Token> {
    const { path, query = {}, form, tries } = request;
    const { accessToken, refreshToken, mainAccountIds } = await this.#deps.http.request(
      {
        host: "ringCx",
        groups: ["ringcx-exchange", "ringcx"],
        method: "POST",
        url: requestUrl({ baseUrl: this.#deps.ringCxUrl, path, query }),
        path,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
        tries,
      },
      parsedBy(ringCxTokens),
    );
    const freshUntilMs = this.nowMs() + freshMs;
    return { accessToken, freshUntilMs, mainAccountIds, ...(refreshToken ? { refreshToken } : {}) };
  }
}

function exchangeError(fault: ApiError): SyncError {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.kind !== "refused") {
    const advice = unavailableAdvice(fault);
    const words = `RingCX could not be logged in to: ${fault.message} Nothing was changed. ${advice}`;
    return new SyncError("RINGCX_UNAVAILABLE", words, { details: { ...status, advice } });
  }
  const advice = fault.status === 403 ? `${exchangeAdvice} ${wfoAccessAdvice}` : exchangeAdvice;
  const words = `RingCX refused the RingCentral login: ${fault.message} ${advice}`;
  return new SyncError("RINGCX_REJECTED", words, { details: { ...status, advice } });
}
