import type { Claim, Claims } from "#shared/ports/claims.ts";
import type { Clock } from "#shared/ports/clock.ts";

/** Claims in memory. */
export class FakeClaims implements Claims {
  readonly #clock: Pick<Clock, "now">;
  readonly #claimed = new Map<string, string>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async claim(claim: Claim, ms: number): Promise<string | undefined> {
    const now = this.#clock.now();
    const until = this.#claimed.get(keyOf(claim));
    if (until !== undefined && until > now.toISOString()) return until;
    this.#claimed.set(keyOf(claim), new Date(now.getTime() + ms).toISOString());
    return undefined;
  }

  async release(claim: Claim): Promise<void> {
    this.#claimed.delete(keyOf(claim));
  }
}

function keyOf({ tenantId, name }: Claim): string {
  return `${tenantId} ${name}`;
}
