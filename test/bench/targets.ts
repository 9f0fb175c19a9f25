import type { ColdStarts } from "./cold-start.ts";
import type { Measurement, RunKind } from "./measure-size.ts";
import type { RatedMeasurement } from "./rated-runs.ts";
import { steepestGrowth } from "./statistics.ts";

/** What was asked of the program and what was found. */
export interface TargetResult {
  readonly target: string;
  /** The largest value among the runs that the target is about. */
  readonly found: number;
  readonly unit: string;
  readonly most: number;
  /** `count` is the same on every machine; `machine` depends on it. */
  readonly decidedBy: "count" | "machine";
}

export interface Results {
  readonly measurements: readonly Measurement[];
  /** Minified, by function, in bytes. */
  readonly bundleBytes: Readonly<Record<string, number>>;
  readonly coldStarts: ColdStarts;
  /** Runs in virtual time, with the rate limits on. */
  readonly rated: readonly RatedMeasurement[];
}

const minuteMs = 60_000;
const maxHistoryItems = 10;

/** Every target that these measurements can tell about. */
export function targetResults({ measurements, bundleBytes, coldStarts, rated }: Results): readonly TargetResult[] {
  const unchanged = measurements.filter(({ kind }) => kind === "no change");
  const at = (people: number) => measurements.filter((one) => one.people === people);
  const all: (Omit<TargetResult, "found"> & { readonly values: readonly number[] })[] = [
    {
      target: "API calls above the minimum",
      values: measurements.map(({ calls, minimumCalls }) => Math.abs(calls - minimumCalls)),
      unit: "calls",
      most: 0,
      decidedBy: "count",
    },
    {
      target: "limits on, runs that they decide: time / floor",
      values: rated.flatMap(({ ms, floorMs }) => (floorMs >= minuteMs ? [ms / floorMs] : [])),
      unit: "",
      most: 1.05,
      decidedBy: "count",
    },
    {
      target: "limits on: throttled calls",
      values: rated.map(({ throttled }) => throttled),
      unit: "calls",
      most: 0,
      decidedBy: "count",
    },
    {
      target: "no change: items written to the roster",
      values: unchanged.map(({ rosterItemsWritten }) => rosterItemsWritten),
      unit: "items",
      most: 0,
      decidedBy: "count",
    },
    {
      target: "no change: items written to the history",
      values: unchanged.map(({ historyItemsWritten }) => historyItemsWritten),
      unit: "items",
      most: maxHistoryItems,
      decidedBy: "count",
    },
    {
      target: "20,000 people, no change: wall time",
      values: at(20_000).flatMap(({ kind, wallMs }) => (kind === "no change" ? [wallMs / 1_000] : [])),
      unit: "s",
      most: 10,
      decidedBy: "machine",
    },
    ...at(100_000).map(({ kind, peakBytes }) => ({
      target: `100,000 people, ${kind}: peak memory`,
      values: [peakBytes / 1_048_576],
      unit: "MB",
      most: 512,
      decidedBy: "machine" as const,
    })),
    ...growth(measurements),
    {
      target: "cold start until the handler is ready",
      values: Object.values(coldStarts.bundles),
      unit: "ms",
      most: 150,
      decidedBy: "machine",
    },
    {
      target: "bundle, minified",
      values: Object.values(bundleBytes).map((bytes) => bytes / 1_048_576),
      unit: "MB",
      most: 1,
      decidedBy: "count",
    },
  ];
  return all.flatMap(({ values, ...rest }) => (values.length === 0 ? [] : [{ ...rest, found: Math.max(...values) }]));
}

export function isMet({ found, most }: TargetResult): boolean {
  return found <= most;
}

/** 1 is linear; a constant part makes it less, and 1.1 leaves room for sorting and for garbage collection. */
const aboutLinear = 1.1;

function growth(measurements: readonly Measurement[]) {
  const kinds: readonly RunKind[] = ["no change", "5 % change", "onboarding"];
  return kinds.flatMap((kind) => {
    const runs = measurements.filter((one) => one.kind === kind);
    const exponents = [
      { what: "CPU time", value: steepestGrowth(runs.map(({ people, cpuMs }) => ({ x: people, y: cpuMs }))) },
      {
        what: "peak memory",
        value: steepestGrowth(runs.map(({ people, peakBytes }) => ({ x: people, y: peakBytes }))),
      },
    ];
    return exponents.flatMap(({ what, value }) =>
      value === undefined
        ? []
        : [
            {
              target: `${kind}: steepest growth exponent of ${what}`,
              values: [value],
              unit: "",
              most: aboutLinear,
              decidedBy: "machine" as const,
            },
          ],
    );
  });
}
