import { ApiError } from "#shared/adapters/http/api-error.ts";
import type { Bearer } from "#shared/adapters/http/api-request.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import { parsedBy } from "#shared/adapters/http/parsed-by.ts";
import { requestUrl } from "#shared/adapters/http/request-url.ts";
import { exchangeAdvice, unavailableAdvice } from "#shared/domain/directory/refusals.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import type { RingCxTokens } from "./token-schemas.ts";
import { ringCxTokens } from "./token-schemas.ts";

/** A RingCX token lives 5 minutes; it is not sent any more during the last one. */
const freshMs = 4 * 60_000;

const exchangePath = "/api/auth/login/rc/accesstoken";
const refreshPath = "/api/auth/token/refresh";

interface RingCxSessionDependencies {
  readonly http: Pick<HttpClient, "request">;
  readonly budget: CallBudget;
  readonly clock: Clock;
  readonly ringCxUrl: string;
  /** The RingCentral access token; one login however often it is asked for. */
  readonly logIn: () => Promise<string>;
  readonly note?: Telemetry["note"];
}

/** The RingCX token of one run: exchanged once, refreshed before it runs out, one request for it at a time. */
export class RingCxSession implements Bearer {
  readonly #deps: RingCxSessionDependencies;
  #token: RingCxTokens | undefined;
  #mainAccountIds: readonly string[] = [];
  #freshUntilMs = Number.NEGATIVE_INFINITY;
  #renewal: Promise<void> | undefined;

  constructor(deps: RingCxSessionDependencies) {
    this.#deps = deps;
    deps.budget.expect(1);
  }

  token(): string | undefined {
    return this.#nowMs() < this.#freshUntilMs ? this.#token?.accessToken : undefined;
  }

  discard(token: string): void {
    if (this.#token?.accessToken === token) this.#freshUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** The main account that the login belongs to, as the last exchange told it; empty before, and if it did not. */
  mainAccountIds(): readonly string[] {
    return this.#mainAccountIds;
  }

  /**
   * Whoever asks while a renewal is under way shares it.
   * @throws SyncError RINGCX_REJECTED, RINGCX_UNAVAILABLE, OUT_OF_TIME, or what the login throws
   */
  renew(): Promise<void> {
    this.#renewal ??= this.#obtain().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #obtain(): Promise<void> {
    const refreshToken = this.#token?.refreshToken ?? undefined;
    // It is spent by its use, also when the answer is lost.
    this.#token = undefined;
    if (refreshToken !== undefined) this.#deps.budget.expect(1);
    const refreshed = refreshToken === undefined ? undefined : await this.#refresh(refreshToken);
    this.#token = refreshed ?? (await this.#exchange());
  }

  async #refresh(refreshToken: string): Promise<RingCxTokens | undefined> {
    try {
      return await this.#post({ path: refreshPath, form: { refresh_token: refreshToken }, tries: 1 });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#deps.note?.("info", "ringcx.refresh_failed", { cause: error.message });
      this.#deps.budget.expect(1);
      return undefined;
    }
  }

  async #exchange(): Promise<RingCxTokens> {
    const rcAccessToken = await this.#deps.logIn();
    try {
      return await this.#post({
        path: exchangePath,
        query: { includeRefresh: "true" },
        form: { rcAccessToken, rcTokenType: "Bearer" },
        tries: allTries,
      });
    } catch (error) {
      throw error instanceof ApiError ? exchangeError(error) : error;
    }
  }

  async #post(request: {
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly form: Readonly<Record<string, string>>;
    readonly tries: number;
  }): Promise<RingCxTokens> {
    const { path, query = {}, form, tries } = request;
    const token = await this.#deps.http.request(
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
    this.#freshUntilMs = this.#nowMs() + freshMs;
    if (token.mainAccountIds.length > 0) this.#mainAccountIds = token.mainAccountIds;
    return token;
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}

function exchangeError(fault: ApiError): SyncError {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.kind !== "refused") {
    const advice = unavailableAdvice(fault);
    const words = `RingCX could not be logged in to: ${fault.message} Nothing was changed. ${advice}`;
    return new SyncError("RINGCX_UNAVAILABLE", words, { details: { ...status, advice } });
  }
  const words = `RingCX refused the RingCentral login: ${fault.message} ${exchangeAdvice}`;
  return new SyncError("RINGCX_REJECTED", words, { details: { ...status, advice: exchangeAdvice } });
}
