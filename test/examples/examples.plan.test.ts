import { expect, test } from "vitest";
import { signature } from "#shared/domain/safeguards/held-decision.ts";
import type { ExampleData } from "./example.ts";
import { rosterBefore } from "./example-roster.ts";
import { loadExamples } from "./load-examples.ts";
import { comparable, expectedOutcome, keptUp, statedReasons } from "./outcome.ts";
import { now, planExample } from "./plan-example.ts";

const examples = loadExamples();

test.each(examples.map(({ file, data }) => [file, data.rule, data] as const))("%s: %s", (_file, _rule, example) => {
  const before = rosterBefore(example, now);
  const run = planExample(example, { roster: before });

  expect(comparable(run)).toEqual(expectedOutcome(example));
  for (const { reason, because } of statedReasons(run.records, example)) expect(reason).toContain(because);
  const { actual, expected } = keptUp(run, example);
  expect(actual).toEqual(expected);
  expect(run.because, "everybody to whom nothing happens has a reason").toEqual(example.expect.because);

  // Nobody is written without a record but for upkeep, and nobody has a record without being written.
  const versions = new Map(before.map(({ userId, version }) => [userId, version]));
  const written = run.roster.filter(({ userId, version }) => version !== versions.get(userId));
  const recorded = run.records.filter(({ outcome }) => outcome === "applied").map(({ userId }) => userId ?? "");
  expect(written.map(({ userId }) => userId).sort()).toEqual(
    [...recorded, ...run.upkeep.map(({ userId }) => userId)].sort(),
  );

  const heldBefore = new Set(run.limited.held.map(signature));
  const again = planExample(example, { roster: run.roster, earlier: run });
  if (run.status !== "failed" && example.settings.mode !== "plan") {
    expect(again.limited.apply, "planning again changes nothing").toEqual([]);
    expect(again.upkeep, "planning again keeps nothing up").toEqual([]);
    expect(again.limited.held.map(signature).filter((held) => !heldBefore.has(held))).toEqual([]);
  }
  expect(planExample(backwards(example), { roster: before.toReversed() }).digest, "order does not matter").toBe(
    run.digest,
  );
});

/** The same directory with every list in the opposite order. */
function backwards(example: ExampleData): ExampleData {
  if ("undo" in example) return example;
  const { administrators, subAccounts } = example.directory;
  const turned = Object.entries(subAccounts).map(([id, groups]) => [
    id,
    Object.fromEntries(
      Object.entries(groups).map(([group, agents]: [string, unknown]) => [
        group,
        Array.isArray(agents) ? agents.toReversed() : agents,
      ]),
    ),
  ]);
  return {
    ...example,
    directory: {
      ...example.directory,
      administrators: Array.isArray(administrators) ? administrators.toReversed() : administrators,
      subAccounts: Object.fromEntries(turned) as typeof subAccounts,
    },
  };
}
