import { Limiters } from "#shared/adapters/http/limits.ts";
import { loginIdOf } from "#shared/domain/directory/rejection.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { DirectoryRequest } from "#shared/ports/directory.ts";
import type { TokenPlace } from "./kept-session.ts";

/** What the runs of one tenant share. */
interface TenantSession {
  /** Of the login that the tokens belong to: with any other, somebody else may be logged in. */
  readonly fingerprint: string;
  readonly limiters: Limiters;
  readonly ringCentral: TokenPlace;
  readonly ringCx: TokenPlace;
}

/**
 * What a process keeps from one run of a tenant to the next: limiters, since two runs within a minute count against the
 * same limits, and the tokens of the credentials used last.
 */
export class TenantSessions {
  readonly #sessions = new Map<string, TenantSession>();
  readonly #deps: { readonly clock: Clock; readonly random: () => number };

  constructor(deps: { readonly clock: Clock; readonly random: () => number }) {
    this.#deps = deps;
  }

  of({ settings, credentials }: DirectoryRequest): TenantSession {
    const { tenantId, fingerprint } = loginIdOf({ ...settings, ...credentials });
    const known = this.#sessions.get(tenantId);
    if (known?.fingerprint === fingerprint) return known;
    const limiters = known?.limiters ?? new Limiters(this.#deps);
    const made: TenantSession = { fingerprint, limiters, ringCentral: {}, ringCx: {} };
    this.#sessions.set(tenantId, made);
    return made;
  }
}
