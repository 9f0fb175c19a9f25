import type { Bearer } from "#shared/adapters/http/api-request.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import type { Clock } from "#shared/ports/clock.ts";

/** A token in the memory of this process. It goes into requests only: into no log, no error and no record. */
export interface Token {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Of RingCX: whose login it is. */
  readonly mainAccountIds?: readonly string[];
  /** From then on it is not sent any more. */
  readonly freshUntilMs: number;
}

/** Where a token outlives the run that got it. */
export interface TokenPlace {
  token?: Token | undefined;
}

export interface KeptSessionDependencies {
  readonly kept: TokenPlace;
  readonly clock: Clock;
  readonly budget: CallBudget;
}

/** One run's use of a token that is kept for its life: got when it is needed, one request for it at a time. */
export abstract class KeptSession implements Bearer {
  readonly #deps: KeptSessionDependencies;
  #renewal: Promise<string> | undefined;
  #isPlanned: boolean;
  #wasRefused = false;
  /** The token that came in the place of a refused one. */
  #replacement: string | undefined;

  constructor(deps: KeptSessionDependencies) {
    this.#deps = deps;
    this.#isPlanned = this.token() === undefined;
    if (this.#isPlanned) deps.budget.expect(1);
  }

  /** Gets a new token; `last` is the one before it, which is not kept any more. */
  protected abstract obtain(last: Token | undefined): Promise<Token>;

  token(): string | undefined {
    const { token } = this.#deps.kept;
    return token !== undefined && this.nowMs() < token.freshUntilMs ? token.accessToken : undefined;
  }

  /** A token that can be sent. @throws as `renew` */
  async ready(): Promise<string> {
    return this.token() ?? (await this.renew());
  }

  /** Whoever asks while a renewal is under way shares it. @throws SyncError, or what ends the run */
  renew(): Promise<string> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Where a replacement is refused as well, the token is not what is wrong. */
  discard(refused: string): "renew" | "give up" {
    const { kept } = this.#deps;
    if (refused === this.#replacement) return "give up";
    if (kept.token?.accessToken !== refused) return "renew";
    kept.token = { ...kept.token, freshUntilMs: Number.NEGATIVE_INFINITY };
    this.#wasRefused = true;
    return "renew";
  }

  protected nowMs(): number {
    return this.#deps.clock.now().getTime();
  }

  async #renew(): Promise<string> {
    const { kept, budget } = this.#deps;
    if (!this.#isPlanned) budget.expect(1);
    this.#isPlanned = false;
    const last = kept.token;
    // A refresh token is spent by its use, also when the answer is lost.
    kept.token = undefined;
    const token = await this.obtain(last);
    kept.token = token;
    this.#replacement = this.#wasRefused ? token.accessToken : undefined;
    this.#wasRefused = false;
    return token.accessToken;
  }
}
