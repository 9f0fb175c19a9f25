import type { Directory } from "#shared/ports/directory.ts";
import type { SyncPorts } from "#shared/run/sync-ports.ts";

/**
 * How calls of ports go wrong: refused without effect, carried out with the answer lost, or never answered
 * (before or after the effect), which is what a process that dies looks like from outside.
 */
export const troubles = ["refused", "answer lost", "dies before", "dies after"] as const;
export type Trouble = (typeof troubles)[number];

export interface Interruption {
  /** The first call that goes wrong, counted over all ports from 1. */
  readonly from: number;
  /** How many calls in a row. */
  readonly times: number;
  readonly trouble: Trouble;
}

const awaited = [
  "settings",
  "secrets",
  "organization",
  "roster",
  "decisions",
  "approvals",
  "stops",
  "history",
  "leases",
  "schedules",
  "alerts",
] as const;

/** Ports of which the calls go wrong as told, with the names of the calls that were made. */
export function interrupted(ports: SyncPorts, plan: Interruption): { ports: SyncPorts; calls: string[] } {
  const calls: string[] = [];
  const call = async (name: string, act: () => Promise<unknown>): Promise<unknown> => {
    calls.push(name);
    if (calls.length < plan.from || calls.length >= plan.from + plan.times) return act();
    if (plan.trouble === "answer lost" || plan.trouble === "dies after") await act();
    if (plan.trouble === "dies before" || plan.trouble === "dies after") return new Promise(() => undefined);
    throw new Error(`no answer to ${name}`);
  };
  const watched = <Port extends object>(label: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        const method = (...args: unknown[]): unknown => member.apply(target, args);
        if (isSynchronous(property)) return method;
        const name = `${label}.${String(property)}`;
        if (property !== "runsBackwards")
          return (...args: unknown[]) => call(name, () => method(...args) as Promise<unknown>);
        return async function* (...args: unknown[]) {
          await call(name, async () => undefined);
          yield* method(...args) as AsyncIterable<unknown>;
        };
      },
    });
  const all = Object.fromEntries(awaited.map((label) => [label, watched(label, ports[label])]));
  return {
    calls,
    ports: {
      ...ports,
      ...(all as Pick<SyncPorts, (typeof awaited)[number]>),
      connectDirectory: (request): Directory => watched("directory", ports.connectDirectory(request)),
    },
  };
}

function isSynchronous(property: string | symbol): boolean {
  const readings: readonly PropertyKey[] = ["calls", "waitedMs", "ringCxCallsOfFirstReading", "idOf"];
  return readings.includes(property);
}
