import type { DirectoryReading, RingCxReading, ScopeFault, ScopeId, ScopeReading } from "./reading.ts";

/** Which scopes a reading was to cover, and which of them it could not. */
export interface ScopeStates {
  readonly configured: ReadonlySet<ScopeId>;
  readonly unreadable: ReadonlyMap<ScopeId, ScopeFault>;
}

export function scopeStatesOf(reading: DirectoryReading): ScopeStates {
  const configured = new Set<ScopeId>();
  const unreadable = new Map<ScopeId, ScopeFault>();
  for (const [scope, read] of scopesOf(reading)) {
    if (read.kind !== "not-configured") configured.add(scope);
    if (read.kind !== "unreadable") continue;
    const { cause, missingPermission } = read;
    unreadable.set(scope, { scope, cause, ...(missingPermission === undefined ? {} : { missingPermission }) });
  }
  return { configured, unreadable };
}

/** Scopes of RingCX that a second reading was asked for and could not read. */
export function unreadableRingCxScopes(ringCx: RingCxReading): readonly ScopeFault[] {
  const reading: DirectoryReading = { ringCx, ringEx: { extensions: { kind: "not-configured" } } };
  return [...scopeStatesOf(reading).unreadable.values()];
}

/** Whether a whole part of RingCX is missing, so that nobody may be made Administrator on what is left. */
export function ringCxIsIncomplete({ unreadable }: ScopeStates): boolean {
  return [...unreadable.keys()].some((scope) => scope !== "ringex");
}

function scopesOf({ ringCx, ringEx }: DirectoryReading): [ScopeId, ScopeReading<unknown>][] {
  return [
    ["main", ringCx.administrators],
    ...ringCx.subAccounts.map(({ subAccountId, agents }): [ScopeId, ScopeReading<unknown>] => [
      `sub:${subAccountId}`,
      agents,
    ]),
    ["ringex", ringEx.extensions],
  ];
}
