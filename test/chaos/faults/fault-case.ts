import type { ApiError } from "#test/chaos/world/history.ts";
import type { OutboundCall, Trouble } from "#test/chaos/world/wire.ts";

/** How a call is disturbed: once, whenever it is made from then on, or together with its whole host or service. */
export type Span = "once" | "lasting" | "outage";

/** One thing that goes wrong at one call of a scenario. */
export type FaultCase = { readonly scenario: string; readonly call: number; readonly name: string } & (
  | { readonly kind: "fault"; readonly fault: ApiError; readonly span: Span }
  | { readonly kind: "kill"; readonly when: "before" | "after" }
);

const status = (code: 401 | 403 | 404 | 429 | 500 | 503): ApiError => ({ kind: "status", status: code });

/** Every kind of fault of a call. */
const faults: readonly ApiError[] = [
  { kind: "timeout" },
  { kind: "reset" },
  status(429),
  status(500),
  status(503),
  status(401),
  status(403),
  status(404),
  { kind: "truncated" },
  { kind: "html" },
  { kind: "wrong-shape" },
  { kind: "slow" },
  { kind: "lost-answer" },
];

const outages: readonly ApiError[] = [{ kind: "timeout" }, status(503)];

/** Paths without ids, so that the same call about something else counts as the same. */
export function shapeOf(name: string): string {
  return name.replace(/\d{2,}/g, "N").replace(/page=\d+/, "page=N");
}

/**
 * The cases of a scenario, from the calls that its run made undisturbed. A process is killed before and after every
 * call; faults strike those calls that no earlier scenario has made so often, which `seen` counts.
 */
export function casesOf(
  scenario: string,
  { calls, seen }: { readonly calls: readonly OutboundCall[]; readonly seen: Map<string, number> },
): readonly FaultCase[] {
  const own = new Map<string, number>();
  const cases = calls.flatMap(({ name }, index): FaultCase[] => {
    const at = { scenario, call: index + 1, name };
    const shape = shapeOf(name);
    const times = (own.get(shape) ?? 0) + 1;
    own.set(shape, times);
    const kills = (["before", "after"] as const).map((when): FaultCase => ({ ...at, kind: "kill", when }));
    if (times <= (seen.get(shape) ?? 0)) return kills;
    const spans = (["once", "lasting"] as const).flatMap((span) =>
      faults.map((fault): FaultCase => ({ ...at, kind: "fault", fault, span })),
    );
    const whole = outages.map((fault): FaultCase => ({ ...at, kind: "fault", fault, span: "outage" }));
    return [...kills, ...spans, ...whole];
  });
  for (const [shape, times] of own) seen.set(shape, Math.max(times, seen.get(shape) ?? 0));
  return cases;
}

/** What the wire of the run is told. */
export function troubleOf(one: FaultCase): Trouble {
  const { call, name } = one;
  if (one.kind === "kill") return { faults: [], meanwhile: [], killed: { atCall: call, when: one.when } };
  const { fault, span } = one;
  const times = span === "once" ? 1 : Number.POSITIVE_INFINITY;
  const only = span === "outage" ? (name.split(" ")[0] ?? name) : name;
  return { faults: [{ from: call, times, fault, only }], meanwhile: [] };
}

/** For people, and the key by which a case is played again. */
export function titleOf(one: FaultCase): string {
  return `${one.scenario}/${one.call}/${sortOf(one)}`;
}

export function faultName(fault: ApiError): string {
  return fault.kind === "status" ? String(fault.status) : fault.kind;
}

/** What goes wrong, for the count of cases. */
export function sortOf(one: FaultCase): string {
  return one.kind === "kill" ? `killed ${one.when}` : `${one.span} ${faultName(one.fault)}`;
}
