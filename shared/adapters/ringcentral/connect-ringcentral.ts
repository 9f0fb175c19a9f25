import { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { HttpClient } from "#shared/adapters/http/http-client.ts";
import { Limiters } from "#shared/adapters/http/limits.ts";
import type { DirectoryReading, RingCxReading } from "#shared/domain/directory/reading.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { ConnectDirectory, ConnectProbe, Directory, DirectoryRequest } from "#shared/ports/directory.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";
import { type LoginMemory, rememberedLogin } from "./remembered-login.ts";
import { logIn } from "./ringcentral-login.ts";
import { RingCxReader } from "./ringcx-reader.ts";
import { RingCxSession } from "./ringcx-session.ts";
import { RingExReader } from "./ringex-reader.ts";

interface RingCentralDependencies extends LoginMemory {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** 0 (included) to 1 (excluded); spreads retries. */
  readonly random: () => number;
  readonly note?: Telemetry["note"];
}

/**
 * Connects to RingCentral over its public APIs. Limiters live as long as the process, one set for each tenant
 * and host, since two runs within a minute count against the same limits.
 */
export function connectRingCentral(deps: RingCentralDependencies): ConnectDirectory {
  const limitersOfTenants = new Map<string, Limiters>();
  return (request) => {
    const { tenantId } = request.settings;
    const limiters = limitersOfTenants.get(tenantId) ?? new Limiters(deps);
    limitersOfTenants.set(tenantId, limiters);
    return new RingCentralDirectory({ ...deps, limiters }, request);
  };
}

/** Asks RingCentral a little, before the settings are complete; see `connectRingCentral`. */
export function probeRingCentral(deps: RingCentralDependencies): ConnectProbe {
  return (request) => connectionOf({ ...deps, limiters: new Limiters(deps) }, request).ringCx;
}

/** One login, shared by all that is read over this connection. */
function connectionOf(deps: RingCentralDependencies & { readonly limiters: Limiters }, request: DirectoryRequest) {
  const { settings, deadline } = request;
  const budget = new CallBudget();
  const http = new HttpClient({ ...deps, deadline, budget });
  budget.expect(1);
  let login: Promise<string> | undefined;
  const token = (): Promise<string> => {
    login ??= rememberedLogin(request, deps, () => logIn({ ...request, http }));
    return login;
  };
  const session = new RingCxSession({ ...deps, http, budget, ringCxUrl: settings.ringCxUrl, logIn: token });
  return {
    http,
    ringCx: new RingCxReader({ http, session, settings, budget }),
    ringEx: new RingExReader({ http, settings, budget, logIn: token }),
  };
}

class RingCentralDirectory implements Directory {
  readonly #http: HttpClient;
  readonly #ringCx: RingCxReader;
  readonly #ringEx: RingExReader;
  #ringCxCallsOfFirstReading = 0;

  constructor(deps: RingCentralDependencies & { readonly limiters: Limiters }, request: DirectoryRequest) {
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

  callsLeft(): number {
    return this.#http.callsLeft();
  }

  async #readRingCx(): Promise<RingCxReading> {
    const reading = await this.#ringCx.read();
    this.#ringCxCallsOfFirstReading = this.#http.sent("ringcx");
    const causes = causesWhereNothingIsReadable(reading);
    if (causes === undefined) return reading;
    const words = `No part of RingCX could be read. Nothing was changed. First cause: ${causes[0]}`;
    throw new SyncError("RINGCX_UNAVAILABLE", words, { details: { causes: causes.slice(0, maxCauses) } });
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

function causesWhereNothingIsReadable(reading: RingCxReading): readonly string[] | undefined {
  const scopes = [
    { scope: "main", reading: reading.administrators },
    ...reading.subAccounts.map(({ subAccountId, agents }) => ({ scope: `sub:${subAccountId}`, reading: agents })),
  ];
  const causes = scopes.flatMap(({ scope, reading: { kind, ...rest } }) =>
    kind === "unreadable" && "cause" in rest ? [`${scope}: ${rest.cause}`] : [],
  );
  return causes.length === scopes.length ? causes : undefined;
}
