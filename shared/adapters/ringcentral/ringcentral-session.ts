import { KeptSession, type KeptSessionDependencies, type Token } from "./kept-session.ts";
import type { Login } from "./ringcentral-login.ts";

/** A token is not sent any more in the last minute of its life; a new one is used for a minute, whatever it says. */
const marginMs = 60_000;

/** The RingCentral token of one run, by a login where none is kept. What fails is not tried again in the same run. */
export class RingCentralSession extends KeptSession {
  readonly #logIn: () => Promise<Login>;
  #failure: { readonly error: unknown } | undefined;

  constructor({ logIn, ...deps }: KeptSessionDependencies & { readonly logIn: () => Promise<Login> }) {
    super(deps);
    this.#logIn = logIn;
  }

  protected override async obtain(): Promise<Token> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      const { accessToken, lifeMs } = await this.#logIn();
      return { accessToken, freshUntilMs: this.nowMs() + Math.max(lifeMs - marginMs, marginMs) };
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
