import type { DirectoryReading, RingCxReading, ScopeError, ScopeId, ScopeReading } from "./reading.ts";

/** Which scopes a reading was to cover, and which of them it could not. */
export interface ScopeStates {
  readonly configured: ReadonlySet<ScopeId>;
  readonly unreadable: ReadonlyMap<ScopeId, ScopeError>;
}

export function scopeStatesOf(reading: DirectoryReading): ScopeStates {
  const scopes: Scope[] = [...ringCxScopes(reading.ringCx), ["ringex", reading.ringEx.extensions]];
  const configured = scopes.filter(([, { kind }]) => kind !== "not-configured").map(([scope]) => scope);
  const unreadable = faultsOf(scopes).map((fault) => [fault.scope, fault] as const);
  return { configured: new Set(configured), unreadable: new Map(unreadable) };
}

/** Scopes of RingCX that a second reading was asked for and could not read. */
export function unreadableRingCxScopes(ringCx: RingCxReading): readonly ScopeError[] {
  return faultsOf(ringCxScopes(ringCx));
}

/** Parts of RingCX that are missing: nobody may be made Administrator on what is left. */
export function unreadableRingCx({ unreadable }: ScopeStates): readonly ScopeId[] {
  return [...unreadable.keys()].filter((scope) => scope !== "ringex");
}

type Scope = readonly [ScopeId, ScopeReading<unknown>];

function ringCxScopes({ administrators, subAccounts }: RingCxReading): Scope[] {
  return [
    ["main", administrators],
    ...subAccounts.map(({ subAccountId, agents }): Scope => [`sub:${subAccountId}`, agents]),
  ];
}

function faultsOf(scopes: readonly Scope[]): ScopeError[] {
  return scopes.flatMap(([scope, read]) => {
    if (read.kind !== "unreadable") return [];
    const { kind: _kind, refusal: _refusal, ...why } = read;
    return [{ scope, ...why }];
  });
}
