import { compileFunction } from "node:vm";

/** What a metric got in one minute; several points in a minute are several samples. */
export interface Point {
  readonly metric: string;
  /** Minutes from the start. */
  readonly at: number;
  /** When CloudWatch has it; `at` where absent. */
  readonly seenAt?: number;
  readonly value: number;
}

/** Points by metric in the order of time, so that a window is found without reading all of them. */
export class Series {
  readonly #points = new Map<string, Point[]>();

  constructor(points: readonly Point[]) {
    for (const point of points.toSorted((left, right) => left.at - right.at)) {
      const known = this.#points.get(point.metric);
      if (known === undefined) this.#points.set(point.metric, [point]);
      else known.push(point);
    }
  }

  /** The values of the minutes from the first up to the last, which is not included, as far as they are known then. */
  within(metric: string, { from, to, now }: Range): readonly number[] {
    const points = this.#points.get(metric) ?? [];
    const values: number[] = [];
    for (let index = firstFrom(points, from); index < points.length; index += 1) {
      const point = points[index];
      if (point === undefined || point.at >= to) break;
      if ((point.seenAt ?? point.at) < now) values.push(point.value);
    }
    return values;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** The minute of the evaluation. */
  readonly now: number;
}

/** Index of the first point at or after a minute. */
function firstFrom(points: readonly Point[], minute: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface MetricInTemplate {
  readonly MetricName: string;
  readonly Namespace?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

/** The properties of AWS::CloudWatch::Alarm that decide its state. */
export interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: MetricInTemplate["Dimensions"];
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: MetricInTemplate;
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
}

type Value = number | undefined;
type State = "OK" | "ALARM";

/**
 * The state of an alarm at a minute, by CloudWatch's published rules: windows slide; where periods have no data, real
 * data of `spare` older periods is taken first (AWS says that there are some, not how many), then what the alarm says
 * of missing data.
 */
export function stateAt(
  alarm: AlarmProperties,
  { series, minute, spare }: { readonly series: Series; readonly minute: number; readonly spare: number },
): State {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed, TreatMissingData: missing } = alarm;
  const minutes = periodOf(alarm) / 60;
  const values = Array.from({ length: periods + spare }, (_, back) => {
    const to = minute - back * minutes;
    return valueIn(alarm, { series, range: { from: to - minutes, to, now: minute } });
  });
  const real = values.filter((value) => value !== undefined);
  if (missing !== "breaching" && missing !== "notBreaching") throw new Error(`${missing} is not simulated`);
  const filled = Math.max(0, periods - real.length);
  const breaching = real.slice(0, periods).filter((value) => isBreaching(alarm, value)).length;
  return breaching + (missing === "breaching" ? filled : 0) >= needed ? "ALARM" : "OK";
}

/** The metrics that an alarm looks at. */
export function metricsOf({ Metrics = [], MetricName, Namespace = "", Dimensions = [] }: AlarmProperties) {
  const own = MetricName === undefined ? [] : [{ MetricName, Namespace, Dimensions }];
  return [...own, ...Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))];
}

/** The name by which points are given: with the function, since two functions have metrics of the same name. */
function pointName({ MetricName, Dimensions = [] }: MetricInTemplate): string {
  const { Ref = "" } = (Dimensions.find(({ Name }) => Name === "FunctionName")?.Value ?? {}) as { Ref?: string };
  return Ref === "" ? MetricName : `${MetricName} of ${Ref.replace(/[0-9A-F]{8}$/, "")}`;
}

function periodOf({ Period, Metrics = [] }: AlarmProperties): number {
  const periods = new Set([Period, ...Metrics.map(({ MetricStat }) => MetricStat?.Period)].filter((one) => one));
  const [period, ...others] = periods;
  if (period === undefined || others.length > 0) throw new Error("the metrics of an alarm need one period");
  return period;
}

interface Window {
  readonly series: Series;
  readonly range: Range;
}

function valueIn(alarm: AlarmProperties, window: Window): Value {
  const { Metrics, MetricName = "", Statistic: Stat = "", Dimensions = [] } = alarm;
  if (Metrics === undefined) return statistic({ Metric: { MetricName, Dimensions }, Stat }, window);
  const { from, to, now } = window.range;
  const before = { series: window.series, range: { from: from - (to - from), to: from, now } };
  const inputs = Metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined
      ? []
      : [[Id, statistic(MetricStat, window)] as const, [`${Id}_before`, statistic(MetricStat, before)] as const],
  );
  const [expression, ...others] = Metrics.flatMap(({ Expression }) => Expression ?? []);
  if (expression === undefined || others.length > 0) throw new Error("one expression is simulated");
  return evaluate(expression, Object.fromEntries(inputs));
}

type Expression = (...inputs: readonly unknown[]) => unknown;
const compiled = new Map<string, Expression>();

/** The expressions in use are JavaScript, too; arithmetic with what is missing is missing. */
function evaluate(expression: string, inputs: Readonly<Record<string, Value>>): Value {
  const run =
    compiled.get(expression) ??
    (compileFunction(`return ${expression.replace(/DIFF\((\w+)\)/g, "($1 - $1_before)")}`, [
      "FILL",
      "IF",
      ...Object.keys(inputs),
    ]) as Expression);
  compiled.set(expression, run);
  const value = run(fill, choose, ...Object.values(inputs));
  return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
}

function fill(value: Value, by: number): number {
  return value ?? by;
}

function choose(condition: boolean, yes: Value, no: Value): Value {
  return condition ? yes : no;
}

function statistic(
  { Metric, Stat }: { readonly Metric: MetricInTemplate; readonly Stat: string },
  { series, range }: Window,
): Value {
  const values = series.within(pointName(Metric), range);
  if (values.length === 0) return undefined;
  switch (Stat) {
    case "Sum":
      return values.reduce((total, value) => total + value, 0);
    case "Maximum":
      return Math.max(...values);
    case "Minimum":
      return Math.min(...values);
    default:
      throw new Error(`the statistic ${Stat} is not simulated`);
  }
}

function isBreaching({ ComparisonOperator: operator, Threshold: threshold }: AlarmProperties, value: number): boolean {
  switch (operator) {
    case "GreaterThanThreshold":
      return value > threshold;
    case "GreaterThanOrEqualToThreshold":
      return value >= threshold;
    case "LessThanThreshold":
      return value < threshold;
    default:
      throw new Error(`${operator} is not simulated`);
  }
}
