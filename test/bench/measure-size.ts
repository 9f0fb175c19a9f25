import type { RunSummary } from "#shared/domain/run/summary.ts";
import type { BenchWorldOptions, Measured } from "./bench-world.ts";
import { BenchWorld } from "./bench-world.ts";
import { changeFivePercent } from "./five-percent.ts";
import { minimumCalls } from "./minimum-calls.ts";
import { median } from "./statistics.ts";

export type RunKind = "onboarding" | "no change" | "5 % change";

/** One line of the table. */
export interface Measurement extends Omit<Measured, "summary"> {
  readonly people: number;
  readonly kind: RunKind;
  readonly minimumCalls: number;
  readonly changes: RunSummary["changes"];
}

export interface MeasureSizeOptions extends BenchWorldOptions {
  /** How often the run without changes is made; its median in CPU time counts. */
  readonly repeats: number;
}

/** Onboards an organisation, runs again with nothing changed, then changes 5 % and runs once more. */
export async function measureSize({ repeats, ...options }: MeasureSizeOptions): Promise<readonly Measurement[]> {
  const { people } = options;
  const world = await BenchWorld.start(options);
  const { organisation } = world.ringCentral;
  const nobody = { subAccountIds: new Set<string>() };
  try {
    const onboarding = await world.run();
    check("onboarding", onboarding, { created: people });
    const unchangedRuns: Measured[] = [];
    for (let left = repeats; left > 0; left -= 1) unchangedRuns.push(await world.run());
    const middle = median(unchangedRuns.map(({ cpuMs }) => cpuMs));
    const unchanged = unchangedRuns.find(({ cpuMs }) => cpuMs === middle) ?? onboarding;
    check("no change", unchanged, { unchanged: people });
    const minimum = minimumCalls(organisation, nobody);

    const happened = changeFivePercent(organisation, { people });
    const changed = await world.run();
    const updated = happened.renamed + happened.promoted;
    check("5 % change", changed, { created: happened.hired, updated, deactivated: happened.left });
    const minimumAfterwards = minimumCalls(organisation, { subAccountIds: happened.leftSubAccountIds });
    return [
      measurement(onboarding, { people, kind: "onboarding", minimumCalls: minimum }),
      measurement(unchanged, { people, kind: "no change", minimumCalls: minimum }),
      measurement(changed, { people, kind: "5 % change", minimumCalls: minimumAfterwards }),
    ];
  } finally {
    await world.close();
  }
}

function measurement(
  { summary, ...measured }: Measured,
  about: Pick<Measurement, "people" | "kind" | "minimumCalls">,
): Measurement {
  return { ...about, ...measured, changes: summary.changes };
}

/** A run that did something else than it should is not worth measuring. */
function check(kind: RunKind, { summary }: Measured, expected: Partial<RunSummary["changes"]>): void {
  const wrong = Object.entries(expected).filter(
    ([name, count]) => summary.changes[name as keyof typeof expected] !== count,
  );
  if (summary.status === "succeeded" && wrong.length === 0) return;
  throw new Error(`${kind}: expected ${JSON.stringify(expected)}, the run says ${JSON.stringify(summary)}`);
}
