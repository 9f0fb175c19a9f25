import { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { HttpClient } from "#shared/adapters/http/http-client.ts";
import type { LimitWait } from "#shared/adapters/http/limit-waits.ts";
import type { DirectoryReading, RingCxReading } from "#shared/domain/directory/reading.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { ConnectDirectory, ConnectProbe, Directory, DirectoryRequest } from "#shared/ports/directory.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { type LoginMemory, rememberedLogin } from "./remembered-login.ts";
import { logIn } from "./ringcentral-login.ts";
import { RingCentralSession } from "./ringcentral-session.ts";
import { RingCxReader } from "./ringcx-reader.ts";
import { RingCxSession } from "./ringcx-session.ts";
import { RingExReader } from "./ringex-reader.ts";
import { TenantSessions } from "./tenant-sessions.ts";

interface RingCentralDependencies extends LoginMemory {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** 0 (included) to 1 (excluded); spreads retries. */
  readonly random: () => number;
  readonly note?: Telemetry["note"];
  /** Told of waits for limits of more than 5 s, for somebody who waits in front of it. */
  readonly onWait?: (wait: LimitWait) => void;
  /** Shared by all connections of a process; absent: by those that come of one call. */
  readonly tenants?: TenantSessions;
}

/** Connects to RingCentral over its public APIs. */
export function connectRingCentral(deps: RingCentralDependencies): ConnectDirectory {
  const { tenants = new TenantSessions(deps) } = deps;
  return (request) => new RingCentralDirectory({ ...deps, tenants }, request);
}

/** Asks RingCentral a little, before the settings are complete; see `connectRingCentral`. */
export function probeRingCentral(deps: RingCentralDependencies): ConnectProbe {
  const { tenants = new TenantSessions(deps) } = deps;
  return (request) => connectionOf({ ...deps, tenants }, request).ringCx;
}

type ConnectionDependencies = RingCentralDependencies & { readonly tenants: TenantSessions };

/** One login, shared by all that is read over this connection. */
function connectionOf(deps: ConnectionDependencies, request: DirectoryRequest) {
  const { settings, deadline } = request;
  const budget = new CallBudget();
  const { limiters, ringCentral, ringCx } = deps.tenants.of(request);
  const http = new HttpClient({ ...deps, limiters, deadline, budget });
  const of = { ...deps, http, budget };
  const send = () => rememberedLogin(request, deps, () => logIn({ ...request, http }));
  const login = new RingCentralSession({ ...of, kept: ringCentral, logIn: send });
  const session = new RingCxSession({ ...of, kept: ringCx, ringCxUrl: settings.ringCxUrl, login });
  return {
    http,
    ringCx: new RingCxReader({ http, session, settings, budget }),
    ringEx: new RingExReader({ http, session: login, settings, budget }),
  };
}

class RingCentralDirectory implements Directory {
  readonly #http: HttpClient;
  readonly #ringCx: RingCxReader;
  readonly #ringEx: RingExReader;
  #ringCxCallsOfFirstReading = 0;

  constructor(deps: ConnectionDependencies, request: DirectoryRequest) {
    const { http, ringCx, ringEx } = connectionOf(deps, request);
    this.#http = http;
    this.#ringCx = ringCx;
    this.#ringEx = ringEx;
  }

  async read(): Promise<DirectoryReading> {
    const [ringEx, ringCx] = await this.#together([this.#ringEx.read(), this.#readRingCx()]);
    return { ringCx, ringEx };
  }

  async readAgain(request: {
    readonly main: boolean;
    readonly subAccountIds: readonly string[];
  }): Promise<RingCxReading> {
    const [ringCx] = await this.#together([this.#ringCx.readAgain(request)]);
    return ringCx;
  }

  ringCxCallsOfFirstReading(): number {
    return this.#ringCxCallsOfFirstReading;
  }

  calls(): CallCounts {
    return this.#http.calls();
  }

  waitedMs(): number {
    return this.#http.waitedMs();
  }

  callsLeft(): number {
    return this.#http.callsLeft();
  }

  async #readRingCx(): Promise<RingCxReading> {
    const reading = await this.#ringCx.read();
    this.#ringCxCallsOfFirstReading = this.#http.sent("ringcx");
    const scopes = scopesWhereNothingIsReadable(reading);
    if (scopes === undefined) return reading;
    const causes = scopes.map(({ cause }) => cause).slice(0, maxCauses);
    const happened = `No part of RingCX could be read. Nothing was changed. First cause: ${causes[0]}`;
    const refused = scopes.map(({ refusal }) => refusal);
    throw this.#ringCx.failure(happened, refused, causes);
  }

  /** The first error that ends the run ends everything that is under way, so that nothing goes on behind it. */
  async #together<T extends readonly unknown[]>(readings: { [Key in keyof T]: Promise<T[Key]> }): Promise<T> {
    const stopping = readings.map((reading) =>
      reading.catch((error: unknown) => {
        this.#http.stop(error);
        throw error;
      }),
    );
    await Promise.allSettled(stopping);
    return (await Promise.all(stopping)) as unknown as T;
  }
}

const maxCauses = 20;

function scopesWhereNothingIsReadable(reading: RingCxReading) {
  const scopes = [
    { scope: "main", reading: reading.administrators },
    ...reading.subAccounts.map(({ subAccountId, agents }) => ({ scope: `sub:${subAccountId}`, reading: agents })),
  ];
  const unreadable = scopes.flatMap(({ scope, reading }) =>
    reading.kind === "unreadable" ? [{ cause: `${scope}: ${reading.cause}`, refusal: reading.refusal }] : [],
  );
  return unreadable.length === scopes.length ? unreadable : undefined;
}
