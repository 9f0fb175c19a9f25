import type { ExpectedOutcome } from "./expected.ts";
import { loadExpected } from "./expected.ts";
import type { FieldFile } from "./field-file.ts";
import { loadFieldFiles } from "./field-file.ts";

/** One situation with what is right in it. */
export interface Situation {
  readonly title: string;
  readonly file: FieldFile;
  readonly expected: ExpectedOutcome;
}

/** Every situation of the folder and its variants; `undefined` where the folder is absent. */
export function loadSituations(): readonly Situation[] | undefined {
  const expectations = loadExpected();
  return loadFieldFiles()
    ?.entries()
    .flatMap(([name, file]): Situation[] => {
      const expected = expectations.get(name);
      if (expected === undefined) return [];
      const variants = expected.variants.map(({ situation, given, ...outcome }) => ({
        title: `${name}, ${situation}`,
        file: {
          ...file,
          runs: outcome.runs.length,
          settings: { ...file.settings, ...given.settings },
          wire: { ...file.wire, ...given.wire },
          roster: { ...file.roster, ...given.roster },
        },
        expected: outcome,
      }));
      return [{ title: name, file, expected }, ...variants];
    })
    .toArray();
}
