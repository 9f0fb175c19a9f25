import type { DirectoryReading, RingCxReading, ScopeId, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { AdministratorRecord, AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { CallCounts } from "#shared/domain/run/summary.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { ConnectDirectory, Directory, DirectoryRequest } from "#shared/ports/directory.ts";

/** What there is to read; a sub-account that is not in it is one that the account does not list. */
export interface FakeOrganisation {
  readonly administrators: readonly AdministratorRecord[];
  readonly subAccounts: Readonly<Record<string, readonly AgentRecord[]>>;
  readonly extensions: readonly ExtensionRecord[];
  /** Looked at with `wemAccess: ringex-permission`. */
  readonly usersWithWemPermission?: readonly string[];
}

interface Unreadable {
  readonly cause: string;
  readonly missingPermission?: string;
  readonly advice?: string;
}

/** A request for a second reading, as it was made. */
type ReadAgain = Parameters<Directory["readAgain"]>[0];

/**
 * A directory in memory, for as many runs as are connected. What it holds and how it fails can be changed at any
 * time, also between the two readings of one run (`beforeReadAgain`).
 */
export class FakeDirectory {
  organisation: FakeOrganisation;
  /** Scopes that cannot be read. */
  readonly unreadable = new Map<ScopeId, Unreadable>();
  /** Scopes with this many records that name nobody. */
  readonly nameless = new Map<ScopeId, number>();
  /** Thrown by every reading while it is set: a failed login, time that ran out. */
  failure: unknown;
  /** Answers with status 429 that a reading meets. */
  throttled = 0;
  /** How long its connections have waited for limits. */
  waitedMs = 0;
  /** Instead of one for each scope. */
  ringCxCalls: number | undefined;
  /** What a reading says that it still needs. */
  callsLeft = 0;
  /** Called while the first reading goes on, its calls counted. */
  whileReading: () => void | Promise<void> = () => undefined;
  /** Called before the second reading: the world changes between the two. */
  beforeReadAgain: () => void | Promise<void> = () => undefined;
  /** What was connected to, in order. */
  readonly requests: DirectoryRequest[] = [];
  /** Second readings, in order. */
  readonly readingsAgain: ReadAgain[] = [];

  constructor(organisation: Partial<FakeOrganisation> = {}) {
    this.organisation = { administrators: [], subAccounts: {}, extensions: [], ...organisation };
  }

  readonly connect: ConnectDirectory = (request) => {
    this.requests.push(request);
    return new FakeConnection(this, request);
  };
}

class FakeConnection implements Directory {
  readonly #world: FakeDirectory;
  readonly #request: DirectoryRequest;
  #calls = { ringCentral: 0, ringCx: 0, throttled: 0 };
  #ringCxCallsOfFirstReading = 0;

  constructor(world: FakeDirectory, request: DirectoryRequest) {
    this.#world = world;
    this.#request = request;
  }

  async read(): Promise<DirectoryReading> {
    const { settings } = this.#request;
    this.#begin();
    const { subAccountIds, ringExCheck } = settings;
    const calls = this.#world.ringCxCalls ?? 2 + subAccountIds.length;
    this.#ringCxCallsOfFirstReading = calls;
    this.#count({ ringCentral: ringExCheck === "on" ? 2 : 1, ringCx: 1 + calls, throttled: this.#world.throttled });
    await this.#world.whileReading();
    const ringCx = this.#ringCx({ main: true, subAccountIds });
    const scopes = [ringCx.administrators, ...ringCx.subAccounts.map(({ agents }) => agents)];
    if (scopes.every(({ kind }) => kind === "unreadable")) {
      const causes = scopes.flatMap((scope) => (scope.kind === "unreadable" ? [scope.cause] : []));
      throw new SyncError("RINGCX_UNAVAILABLE", "No part of RingCX could be read.", { details: { causes } });
    }
    return { ringCx, ringEx: this.#ringEx() };
  }

  async readAgain(request: ReadAgain): Promise<RingCxReading> {
    this.#world.readingsAgain.push(request);
    await this.#world.beforeReadAgain();
    this.#begin();
    this.#count({ ringCentral: 0, ringCx: (request.main ? 1 : 0) + request.subAccountIds.length, throttled: 0 });
    return this.#ringCx(request);
  }

  ringCxCallsOfFirstReading(): number {
    return this.#ringCxCallsOfFirstReading;
  }

  calls(): CallCounts {
    return { ...this.#calls };
  }

  waitedMs(): number {
    return this.#world.waitedMs;
  }

  callsLeft(): number {
    return this.#world.callsLeft;
  }

  #begin(): void {
    if (this.#world.failure !== undefined) throw this.#world.failure;
    if (this.#request.deadline.remainingMs() > 0) return;
    const callsMade = this.#calls.ringCentral + this.#calls.ringCx;
    const callsNeeded = callsMade + 4 + this.#request.settings.subAccountIds.length;
    throw new SyncError("OUT_OF_TIME", "No time is left to read.", { details: { callsMade, callsNeeded } });
  }

  #count(more: CallCounts): void {
    this.#calls = {
      ringCentral: this.#calls.ringCentral + more.ringCentral,
      ringCx: this.#calls.ringCx + more.ringCx,
      throttled: this.#calls.throttled + more.throttled,
    };
  }

  #ringCx(asked: ReadAgain): RingCxReading {
    const { administrators, subAccounts } = this.#world.organisation;
    return {
      administrators: asked.main ? this.#scope("main", administrators) : { kind: "not-configured" },
      subAccounts: this.#request.settings.subAccountIds.map((subAccountId) => ({
        subAccountId,
        agents: asked.subAccountIds.includes(subAccountId)
          ? this.#scope(`sub:${subAccountId}`, subAccounts[subAccountId])
          : { kind: "not-configured" },
      })),
    };
  }

  #ringEx(): DirectoryReading["ringEx"] {
    const { ringExCheck, wemAccess } = this.#request.settings;
    if (ringExCheck === "off") return { extensions: { kind: "not-configured" } };
    const { extensions, usersWithWemPermission = [] } = this.#world.organisation;
    const scope = this.#scope("ringex", extensions);
    return scope.kind === "complete" && wemAccess === "ringex-permission"
      ? { extensions: scope, usersWithWemPermission: new Set(usersWithWemPermission) }
      : { extensions: scope };
  }

  #scope<Row>(id: ScopeId, records: readonly Row[] | undefined): ScopeReading<Row> {
    const fault = this.#world.unreadable.get(id);
    if (fault !== undefined) return { kind: "unreadable", ...fault };
    if (records === undefined) return { kind: "unreadable", cause: `The account does not list ${id}.` };
    const nameless = this.#world.nameless.get(id);
    return { kind: "complete", records: structuredClone(records), ...(nameless === undefined ? {} : { nameless }) };
  }
}
