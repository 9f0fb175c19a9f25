import type { DirectoryReading, RingCxReading, ScopeError, ScopeId, ScopeReading } from "./reading.ts";

/** Which scopes a reading was to cover, and which of them it could not. */
export interface ScopeStates {
  readonly configured: ReadonlySet<ScopeId>;
  readonly unreadable: ReadonlyMap<ScopeId, ScopeError>;
  /** Scopes that were read and have records that name nobody: who is missing there is not known. */
  readonly nameless: ReadonlyMap<ScopeId, ScopeError>;
}

export function scopeStatesOf(reading: DirectoryReading): ScopeStates {
  const scopes: Scope[] = [...ringCxScopes(reading.ringCx), ["ringex", reading.ringEx.extensions]];
  const configured = scopes.filter(([, { kind }]) => kind !== "not-configured").map(([scope]) => scope);
  return {
    configured: new Set(configured),
    unreadable: byScope(faultsOf(scopes)),
    nameless: byScope(namelessOf(scopes)),
  };
}

function byScope(errors: readonly ScopeError[]): ReadonlyMap<ScopeId, ScopeError> {
  return new Map(errors.map((error) => [error.scope, error]));
}

/** Scopes of RingCX that a second reading was asked for and could not read. */
export function unreadableRingCxScopes(ringCx: RingCxReading): readonly ScopeError[] {
  return faultsOf(ringCxScopes(ringCx));
}

/** Scopes of RingCX with records that name nobody. */
export function namelessRingCxScopes(ringCx: RingCxReading): readonly ScopeError[] {
  return namelessOf(ringCxScopes(ringCx));
}

/** Parts of RingCX that are missing or have gaps: nobody may be made Administrator on what is left. */
export function incompleteRingCx({ unreadable, nameless }: ScopeStates): readonly ScopeId[] {
  return [...unreadable.keys(), ...nameless.keys()].filter((scope) => scope !== "ringex");
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

function namelessOf(scopes: readonly Scope[]): ScopeError[] {
  return scopes.flatMap(([scope, read]) => {
    const { nameless = 0 } = read.kind === "complete" ? read : {};
    if (nameless === 0) return [];
    const cause = `${nameless} of its records ${nameless === 1 ? "has no usable id and names" : "have no usable id and name"} nobody`;
    return [{ scope, cause, nameless }];
  });
}
